package dev.flysnap.agent.setting;

import dev.flysnap.problem.PrintableText;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which databases the agent looks after: single files, and folders or patterns that are looked
 * through each time (one database a tenant comes and goes). Callers name databases, never paths, so
 * nothing outside the set can be reached; a symbolic link in a folder that leads out of it is left
 * out.
 */
public final class DatabaseSet {
    /** More files than this in all folders together are not looked after. */
    static final int MAX_DATABASES = 10_000;

    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})=(.+)");
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
    private static final String ANY_FILE = "*";
    private static final String FIRST_NAME = "main";

    private final Map<String, Path> files;
    private final List<DatabaseFolder> folders;

    /** The real paths of databases, and what the file system tells them apart by. */
    private final Set<Object> known = new HashSet<>();

    private DatabaseSet(Map<String, Path> files, List<DatabaseFolder> folders) {
        this.files = files;
        this.folders = folders;
        files.values().forEach(it -> known.add(new NamedDatabase("", it).real()));
    }

    /**
     * From the values of {@code --db}: {@code /path}, {@code NAME=/path}, a folder, or a pattern in
     * the last part of a path. The first file without a name is called {@code main}, others by
     * their file's name without its end. Of databases in folders whose names are the same the later
     * ones are called by more of their path.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, two have one name, one has
     *     two, or a pattern stands where it cannot
     */
    public static DatabaseSet of(List<String> specs) {
        Map<String, Path> files = new LinkedHashMap<>();
        List<DatabaseFolder> folders = new ArrayList<>();
        for (String spec : specs) {
            if (spec.chars().anyMatch(Character::isISOControl)) {
                throw AgentProblems.databaseSpec(
                                PrintableText.of(spec),
                                "It contains a line break or another control character.")
                        .exception();
            }
            Matcher named = NAMED.matcher(spec);
            boolean isNamed = named.matches();
            Path path = Path.of(isNamed ? named.group(2) : spec).toAbsolutePath().normalize();
            Path last = path.getFileName();
            if (last == null) {
                throw AgentProblems.databaseSpec(spec, "It is the root of the file system.")
                        .exception();
            }
            refuseLiteralPattern(spec, path, isNamed);
            Optional<DatabaseFolder> folder = folder(spec, path, isNamed);
            if (folder.isPresent()) {
                folders.add(folder.get());
            } else {
                String name =
                        isNamed
                                ? named.group(1)
                                : files.containsKey(FIRST_NAME) ? stem(path) : FIRST_NAME;
                for (Map.Entry<String, Path> other : files.entrySet()) {
                    if (isSameFile(other.getValue(), path)) {
                        throw AgentProblems.databaseSpec(
                                        spec, "It is the same file as \"" + other.getKey() + "\".")
                                .exception();
                    }
                }
                if (files.putIfAbsent(name, path) != null) {
                    throw AgentProblems.databaseSpec(
                                    spec, "Another one is called \"" + name + "\" already.")
                            .exception();
                }
            }
        }
        if (files.isEmpty() && folders.isEmpty()) {
            throw AgentProblems.noDatabase().exception();
        }
        return new DatabaseSet(files, folders);
    }

    /** What is looked through for such a value; empty for a single file. */
    private static Optional<DatabaseFolder> folder(String spec, Path path, boolean isNamed) {
        if (isNamed) {
            return Optional.empty();
        }
        String last = String.valueOf(path.getFileName());
        if (WILDCARD.matcher(last).find()) {
            return Optional.of(
                    new DatabaseFolder(path.resolveSibling("").toAbsolutePath(), last, false));
        }
        return Files.isDirectory(path) || spec.endsWith("/")
                ? Optional.of(new DatabaseFolder(path, ANY_FILE, true))
                : Optional.empty();
    }

    /**
     * The folders that the databases of these values really lie in, as far as that can be told:
     * also where {@link #of} refuses them.
     */
    public static List<Path> foldersOf(List<String> specs) {
        Set<Path> folders = new LinkedHashSet<>();
        for (String spec : specs) {
            Matcher named = NAMED.matcher(spec);
            boolean isNamed = named.matches();
            Path path = Path.of(isNamed ? named.group(2) : spec).toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                folders.add(path);
            }
            Optional<DatabaseFolder> folder = folder(spec, path, isNamed);
            if (folder.isPresent()) {
                folders.addAll(folder.get().linked());
            }
            folders.add(FileIdentity.directoryOf(new NamedDatabase("", path).real()));
        }
        return List.copyOf(folders);
    }

    /** The folders that are looked through. */
    public List<Path> folders() {
        return folders.stream().map(DatabaseFolder::directory).toList();
    }

    /**
     * Whether this file is, or may come to be, one of the set: nobody else may open and close it.
     *
     * @param file its real path
     */
    public synchronized boolean mayInclude(Path file) {
        return known.contains(file)
                || files.containsValue(file)
                || folders.stream().anyMatch(it -> it.mayHave(file));
    }

    /** A pattern that is taken for a path would never be found, and nobody would hear of it. */
    private static void refuseLiteralPattern(String spec, Path path, boolean isNamed) {
        boolean isPattern = WILDCARD.matcher(path.resolveSibling("").toString()).find();
        boolean isNamedPattern = isNamed && WILDCARD.matcher(path.toString()).find();
        if ((isPattern || isNamedPattern) && !Files.exists(path)) {
            throw AgentProblems.databaseSpec(
                            spec,
                            isPattern
                                    ? "Only the last part of a path can be a pattern."
                                    : "A pattern finds several databases, which take their names from their files.")
                    .exception();
        }
    }

    /** Also through a link. */
    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException absent) {
            return one.equals(other);
        }
    }

    /** Whether it was found in a folder, where other files may lie too. */
    public boolean isFound(NamedDatabase database) {
        return !files.containsKey(database.name());
    }

    /** Whether databases may come and go, because folders are looked through. */
    public boolean isDynamic() {
        return !folders.isEmpty();
    }

    /**
     * All that there are now; single files also when they do not exist yet.
     *
     * @throws dev.flysnap.problem.FlysnapException if a folder cannot be looked through, or there
     *     are too many: none is left out without a word
     */
    public synchronized List<NamedDatabase> all() {
        List<NamedDatabase> all = new ArrayList<>();
        Set<String> names = new HashSet<>(files.keySet());
        Set<Path> found = new HashSet<>();
        files.forEach((name, file) -> all.add(new NamedDatabase(name, file)));
        for (DatabaseFolder folder : folders) {
            for (Path file : folder.list(MAX_DATABASES - all.size(), known)) {
                // Two patterns may find one file.
                if (found.add(file)) {
                    all.add(new NamedDatabase(newName(file, names), file));
                }
            }
        }
        return all;
    }

    /**
     * The file's name without its end; where that is taken with it, then with as many of its
     * folders as it takes. At last that is the whole path, which nobody else has: so every database
     * has a name.
     */
    private static String newName(Path file, Set<String> names) {
        int parts = file.getNameCount();
        return Stream.concat(
                        Stream.of(stem(file)),
                        IntStream.iterate(parts - 1, it -> it >= 0, it -> it - 1)
                                .mapToObj(it -> file.subpath(it, parts).toString()))
                .filter(names::add)
                .findFirst()
                .orElseThrow();
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
