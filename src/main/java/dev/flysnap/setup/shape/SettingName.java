package dev.flysnap.setup.shape;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What the name of an environment variable says of its value. */
record SettingName(Set<String> words) {
    private static final Set<String> DATABASES =
            Set.of("DATABASE", "DATABASES", "DB", "DBS", "DSN", "SQLITE", "SQLITE3");
    private static final Set<String> FOLDERS =
            Set.of("DIR", "DIRS", "DIRECTORY", "FOLDER", "ROOT", "HOME");
    private static final Set<String> TENANTS = Set.of("TENANT", "TENANTS");

    /** SQLITE_TMPDIR is SQLite's own; a folder of folders is none of databases. */
    private static final Set<String> OTHERS =
            Set.of(
                    "TMP",
                    "TEMP",
                    "TMPDIR",
                    "TEMPDIR",
                    "BACKUP",
                    "BACKUPS",
                    "DUMP",
                    "DUMPS",
                    "LITESTREAM",
                    "LITEFS",
                    "MIGRATION",
                    "MIGRATIONS");

    static SettingName of(String name) {
        return new SettingName(
                new HashSet<>(Arrays.asList(name.toUpperCase(Locale.ROOT).split("[_.-]+"))));
    }

    private boolean hasAny(Set<String> others) {
        return words.stream().anyMatch(others::contains);
    }

    /** Whether its value is no database, whatever it looks like. */
    boolean isOfSomethingElse() {
        return hasAny(OTHERS);
    }

    boolean isOfDatabase() {
        return hasAny(DATABASES);
    }

    boolean isOfFolder() {
        return hasAny(FOLDERS);
    }

    /** Whether each file in the folder is a database. */
    boolean isOfDatabaseFolder() {
        return isOfFolder() && (isOfDatabase() || hasAny(TENANTS)) && !words.contains("BASE");
    }

    /** Of a file whose folder is said elsewhere, as far as its value names none. */
    boolean isOfName() {
        return words.contains("NAME") || words.contains("FILENAME");
    }

    boolean isOfReplica() {
        return words.contains("REPLICA");
    }
}
