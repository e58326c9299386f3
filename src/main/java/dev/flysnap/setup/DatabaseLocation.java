package dev.flysnap.setup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database in the machine.
 *
 * @param path absolute; for an agent also a folder, or a pattern with {@code *}
 */
public record DatabaseLocation(String name, String path) {
    private static final String DEFAULT_NAME = "main";
    private static final Pattern FORM =
            Pattern.compile("(?:(?<name>[A-Za-z0-9_.-]{1,64})=)?(?<path>/[A-Za-z0-9_./*-]{1,500})");
    private static final int MAX_NAME_LENGTH = 64;

    /**
     * @param texts each {@code [NAME=]PATH}; the only one is called {@code main} where it has no
     *     name, one of several after its file
     * @throws IllegalArgumentException with a sentence for the user, if one is no such thing, or
     *     two have one name
     */
    public static List<DatabaseLocation> parse(List<String> texts) {
        List<DatabaseLocation> databases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : texts) {
            DatabaseLocation database = parse(text, texts.size() == 1);
            if (!names.add(database.name())) {
                throw new IllegalArgumentException(
                        "two databases are called %s: name them, as in --db NAME=PATH"
                                .formatted(database.name()));
            }
            databases.add(database);
        }
        return List.copyOf(databases);
    }

    private static DatabaseLocation parse(String text, boolean isOnly) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches() || ("/" + text + "/").contains("/../")) {
            throw new IllegalArgumentException(
                    "\"%s\" is no database: it is a path in the machine, such as /data/app.db or main=/data/app.db"
                            .formatted(printable(text)));
        }
        String path = parts.group("path").replaceAll("/{2,}", "/");
        String name = parts.group("name");
        return new DatabaseLocation(
                name != null ? name : isOnly ? DEFAULT_NAME : nameOf(path), path);
    }

    /** Each with a name of its own, whatever the files are called. */
    static List<DatabaseLocation> named(List<String> paths) {
        if (paths.size() == 1) {
            return List.of(new DatabaseLocation(DEFAULT_NAME, paths.getFirst()));
        }
        List<DatabaseLocation> databases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String path : paths) {
            String name = nameOf(path);
            for (int i = 2; !names.add(name); i++) {
                name = "%s-%d".formatted(nameOf(path), i);
            }
            databases.add(new DatabaseLocation(name, path));
        }
        return List.copyOf(databases);
    }

    private static String nameOf(String path) {
        String file = path.replaceFirst("/+$", "").replaceFirst(".*/", "");
        String name =
                file.replaceFirst("\\.(?:sqlite3?|db3?)(?=_)", "")
                        .replaceFirst("\\.[A-Za-z0-9]+$", "")
                        .replaceAll("[^A-Za-z0-9_-]", "");
        return name.isEmpty()
                ? DEFAULT_NAME
                : name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Whether it may match several files, which only an agent supports. */
    boolean isPattern() {
        return isPattern(path);
    }

    static boolean isPattern(String path) {
        return path.contains("*") || path.endsWith("/");
    }

    /** The form that {@code --db} and {@code --database} parse. */
    @Override
    public String toString() {
        return name + "=" + path;
    }
}
