package dev.flysnap.setup.shape;

import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Concludes from an app's files where its databases lie: first what its settings name, then what
 * its start commands name, then what is known of its framework or image.
 */
public final class AppShapeReader {
    private static final int MAX_CANDIDATES = 50;
    private static final Pattern WORD = Pattern.compile("[^\\s\"'=,;\\[\\]()]+");
    private static final Pattern TEMPORARY = Pattern.compile("/(?:tmp|var/tmp|dev/shm|run)/.*");
    private static final Pattern POCKETBASE_FOLDER = Pattern.compile("--dir[=\\s]+(/\\S+)");

    private final AppFiles files;
    private final FlyAppConfig fly;
    private final boolean isPython;
    private final Optional<String> workingDirectory;
    private final Optional<String> liteFsMount;

    /** By path; the first source of a path is kept. */
    private final Map<String, DatabaseCandidate> found = new LinkedHashMap<>();

    private final Map<String, LostDatabase> lost = new LinkedHashMap<>();
    private final Map<String, DatabaseCandidate> liteFs = new LinkedHashMap<>();
    private final List<String> folders = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    private AppShapeReader(AppFiles files) {
        this.files = files;
        this.fly = files.fly();
        this.isPython = files.isPython();
        this.workingDirectory = files.dockerfile().flatMap(Dockerfile::workingDirectory);
        this.liteFsMount =
                files.hasLiteFs()
                        ? Optional.of(
                                firstFolder(
                                        files.environment().getOrDefault("LITEFS_DIR", "/litefs")))
                        : Optional.empty();
    }

    private static String firstFolder(String path) {
        return path.replaceFirst("^(/[^/]*).*", "$1");
    }

    public static AppShape read(AppFiles files) {
        return read(files, Map.of());
    }

    /**
     * @param seen variables in the app's machine, some of which are secrets
     */
    public static AppShape read(AppFiles files, Map<String, String> seen) {
        return new AppShapeReader(files).readWith(seen);
    }

    private AppShape readWith(Map<String, String> seen) {
        seen.forEach((name, value) -> {
            if (!files.environment().containsKey(name)) {
                setting(name, value, "the variable %s in the machine".formatted(name));
            }
        });
        fly.environment()
                .forEach((name, value) ->
                        setting(name, value, "[env] %s of %s".formatted(name, fly.file())));
        files.dockerfile()
                .ifPresent(present ->
                        present.environment()
                                .forEach((name, value) -> {
                                    if (!fly.environment().containsKey(name)) {
                                        setting(
                                                name,
                                                value,
                                                "ENV %s of the Dockerfile".formatted(name));
                                    }
                                }));
        rails();
        fly.processes()
                .forEach((group, command) ->
                        command(command, "[processes] %s of %s".formatted(group, fly.file())));
        Stream.of(fly.start().entrypoint(), fly.start().command(), fly.start().exec())
                .forEach(it -> command(String.join(" ", it), "[experimental] of " + fly.file()));
        files.dockerfile()
                .flatMap(Dockerfile::start)
                .ifPresent(it -> command(it.line(), "what the Dockerfile starts"));
        if (found.isEmpty() && lost.isEmpty() && liteFs.isEmpty()) {
            knownApp();
        }
        return new AppShape(
                found.values().stream().limit(MAX_CANDIDATES).toList(),
                List.copyOf(lost.values()),
                folders,
                List.copyOf(liteFs.values()),
                files.hasLiteFs(),
                files.hasLitestream(),
                warnings(),
                List.copyOf(notes));
    }

    private void setting(String name, String value, String where) {
        SettingName meaning = SettingName.of(name);
        if (meaning.isOfSomethingElse()) {
            return;
        }
        DatabasePath.parse(value, isPython)
                .filter(it -> it.isSure() || meaning.isOfDatabase() || meaning.isOfDatabaseFolder())
                .ifPresent(it -> path(it, meaning, name, where));
    }

    private void path(DatabasePath given, SettingName meaning, String name, String where) {
        boolean isFolder =
                meaning.isOfFolder() && !DatabasePath.hasDatabaseSuffix(given.path())
                        || given.path().endsWith("/")
                        || fly.mounts().stream().anyMatch(it -> isWithin(it, given.path()));
        if (isFolder) {
            String folder = given.path().replaceFirst("/*$", "/");
            if (meaning.isOfDatabaseFolder()
                    && fly.mounts().stream()
                            .anyMatch(it -> it.holds(folder) && !isWithin(it, given.path()))) {
                add(folder, where);
            } else if (!given.isRelative()) {
                folders.add("%s (%s)".formatted(given.path(), name));
            }
            return;
        }
        boolean isBareName = meaning.isOfName() && !given.path().contains("/");
        if (isBareName || !given.isSure() && !given.isPossible()) {
            return;
        }
        if (given.hasThreeSlashes()) {
            notes.add(
                    given.isRelative()
                            ? "%s was read as Python reads it: three slashes are relative to the working directory, four are absolute"
                                    .formatted(where)
                            : "%s was read as an absolute path; SQLAlchemy, in Python, reads three slashes as relative to the working directory"
                                    .formatted(where));
        }
        if (meaning.isOfReplica()) {
            notes.add("%s names a replica: its data also lies elsewhere".formatted(where));
        }
        locate(given, where);
    }

    /** A mount's own destination, or a folder above it. */
    private static boolean isWithin(Mount mount, String path) {
        return (mount.destination() + "/").startsWith(path.replaceFirst("/*$", "/"));
    }

    private void locate(DatabasePath given, String where) {
        if (given.isRelative() && workingDirectory.isEmpty()) {
            lose(
                    given.path(),
                    where,
                    given,
                    "relative to a working directory that no file here names");
            return;
        }
        String path = given.from(workingDirectory.orElse("")).path();
        if (liteFsMount.filter(it -> path.startsWith(it + "/")).isPresent()) {
            DatabaseCandidate _ = liteFs.putIfAbsent(path, new DatabaseCandidate(path, where));
        } else if (!fly.mountsOf(path).isEmpty()) {
            add(path, where);
        } else if (TEMPORARY.matcher(path).matches()) {
            notes.add("%s (%s) is in a folder for temporary files".formatted(path, where));
        } else if (given.isSure()) {
            lose(
                    path,
                    where,
                    given,
                    given.isRelative() ? "relative to " + workingDirectory.orElse("/") : "");
        }
    }

    private void lose(String path, String where, DatabasePath given, String reading) {
        if (given.isSure()) {
            String how =
                    given.hasThreeSlashes() && given.isRelative()
                            ? "in Python three slashes are %s; four are absolute".formatted(reading)
                            : reading;
            LostDatabase _ = lost.putIfAbsent(path, new LostDatabase(path, where, how));
        }
    }

    private void add(String path, String where) {
        if (!fly.mountsOf(path).isEmpty()) {
            DatabaseCandidate _ = found.putIfAbsent(path, new DatabaseCandidate(path, where));
        }
    }

    /** Only what lies on a volume: a file of the image may be meant for reading. */
    private void command(String command, String where) {
        Matcher words = WORD.matcher(command);
        while (words.find()) {
            DatabasePath.parse(words.group(), isPython)
                    .filter(it -> DatabasePath.hasDatabaseSuffix(it.path()) && !it.isRelative())
                    .ifPresent(it -> add(it.path(), where));
        }
    }

    private void rails() {
        if (!files.isRails()
                && fly.mounts().stream()
                        .noneMatch(it -> it.destination().equals("/rails/storage"))) {
            return;
        }
        if (files.databaseYml().isPresent()) {
            for (String value :
                    RailsDatabases.production(files.databaseYml().get(), files.environment())) {
                DatabasePath.parse(value, false)
                        .filter(DatabasePath::isSure)
                        .map(it ->
                                it.from(workingDirectory.orElse(RailsDatabases.WORKING_DIRECTORY)))
                        .ifPresent(it -> locate(it, "production in config/database.yml"));
            }
            return;
        }
        boolean hasSolid =
                files.environment().keySet().stream().anyMatch(it -> it.startsWith("SOLID_"));
        if (hasSolid && found.size() == 1) {
            DatabaseCandidate first = found.values().iterator().next();
            RailsDatabases.SOLID.forEach(it ->
                    add(first.path() + it, "as dockerfile-rails' config/database.yml appends it"));
        }
        if (found.isEmpty() && lost.isEmpty()) {
            fly.mounts().stream()
                    .map(Mount::destination)
                    .filter(it -> it.endsWith("/storage"))
                    .flatMap(it -> RailsDatabases.inStorage(it).stream())
                    .forEach(it -> add(it, "where Rails 8 puts it"));
        }
    }

    private void knownApp() {
        files.image()
                .flatMap(KnownApp::ofImage)
                .ifPresent(known ->
                        known.databases(files.environment())
                                .forEach(
                                        it -> add(it, "where %s puts it".formatted(known.name()))));
        if (files.isLaravel() && workingDirectory.isEmpty()) {
            locate(
                    new DatabasePath("/var/www/html/database/database.sqlite", false, false),
                    "where Laravel puts it without DB_DATABASE");
        }
        if (files.isPocketBase()) {
            String where = "where PocketBase puts it";
            files.commands().stream()
                    .map(POCKETBASE_FOLDER::matcher)
                    .filter(Matcher::find)
                    .map(it -> it.group(1))
                    .findFirst()
                    .or(() ->
                            fly.mounts().stream()
                                    .map(Mount::destination)
                                    .filter(it -> it.endsWith("pb_data"))
                                    .findFirst())
                    .ifPresent(folder -> {
                        add(folder + "/data.db", where);
                        add(folder + "/auxiliary.db", where);
                    });
        }
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        List<String> without = fly.groupsWithoutVolume();
        if (!without.isEmpty() && !found.isEmpty()) {
            String paths = String.join(", ", found.keySet());
            without.forEach(group ->
                    warnings.add(
                            "group %s has no volume: if it opens %s, it has a database of its own there, which is lost at the next deploy"
                                    .formatted(group, paths)));
        }
        for (Mount mount : fly.mounts()) {
            mount.groups().stream()
                    .filter(it -> !fly.groups().contains(it))
                    .forEach(it ->
                            warnings.add(
                                    "the volume %s at %s is for the group %s, which %s does not have: no machine mounts it"
                                            .formatted(
                                                    mount.source(),
                                                    mount.destination(),
                                                    it,
                                                    fly.file())));
            if (mount.volume().isEmpty()) {
                warnings.add(
                        "\"%s\" is no volume name for Fly, which takes lower-case letters, digits and underscores: the next deploy will refuse it"
                                .formatted(mount.source()));
            }
        }
        return warnings;
    }
}
