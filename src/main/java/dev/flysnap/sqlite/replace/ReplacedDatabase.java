package dev.flysnap.sqlite.replace;

import dev.flysnap.json.JsonName;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the files of one database lie while it is replaced; all in one directory.
 *
 * @param file the database
 * @param incoming what comes into its place
 * @param setAside where the old one is kept
 */
@JsonName("replaced-database")
public record ReplacedDatabase(String file, String incoming, String setAside) {
    /** What an attempt may be called: it becomes a part of file names. */
    public static final Pattern ATTEMPT =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}(?<!-wal|-shm|-journal)");

    /** What SQLite keeps beside a database and belongs to its state. */
    static final List<String> CONTENT = List.of("-journal", "-wal");

    static final String SHARED_MEMORY = "-shm";

    static final String INCOMING = ".incoming-";
    static final String SET_ASIDE = ".before-";
    private static final Pattern OURS =
            Pattern.compile(
                    "\\.flysnap-replacing(\\.new)?|.+\\.(incoming|before)-[A-Za-z0-9][A-Za-z0-9_-]*");

    /** To be replaced by a file that was brought for this attempt. */
    public static ReplacedDatabase byNewFile(Path file, String attempt) {
        return new ReplacedDatabase(
                file.toString(),
                incoming(file, attempt).toString(),
                setAside(file, attempt).toString());
    }

    /** To be replaced by the one that an earlier attempt has set aside. */
    public static ReplacedDatabase bySetAside(Path file, String attempt, String earlier) {
        return new ReplacedDatabase(
                file.toString(),
                setAside(file, earlier).toString(),
                setAside(file, attempt).toString());
    }

    /** Where a new file is brought to, beside the database. */
    public static Path incoming(Path file, String attempt) {
        return beside(file, INCOMING + attempt);
    }

    /** Where the old file is kept. */
    public static Path setAside(Path file, String attempt) {
        return beside(file, SET_ASIDE + attempt);
    }

    /** Whether a file of this name belongs to a replacement: it is no database of the app. */
    public static boolean isOurs(String fileName) {
        return OURS.matcher(fileName).matches();
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    Path filePath() {
        return Path.of(file);
    }

    Path incomingPath() {
        return Path.of(incoming);
    }

    Path setAsidePath() {
        return Path.of(setAside);
    }
}
