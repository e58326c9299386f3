package dev.flysnap.sqlite;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** The ways in which SQLite, or the file below it, does not do what it was asked. */
public final class SqliteProblems {
    private static final String NOT_A_DATABASE = "not-a-database";
    private static final String NEEDS_ITS_APP = "database-needs-its-app";

    static Problem absent(Path file) {
        return failed(
                "database-absent",
                "There is no database at %s.".formatted(file),
                "The file does not exist (yet), or the path is wrong.",
                "ls -l %s, or wait until the app has created it".formatted(file));
    }

    /** Whether the file is something else, or encrypted. */
    public static boolean isNoDatabase(FlysnapException e) {
        return e.problem().code().equals(NOT_A_DATABASE);
    }

    static Problem notADatabase(Path file) {
        return failed(
                NOT_A_DATABASE,
                "%s is not a SQLite database that can be read.".formatted(file),
                "The file is something else, or it is encrypted: its first bytes are not SQLite's.",
                "name the database's own file: head -c 15 %s says \"SQLite format 3\""
                        .formatted(file));
    }

    public static Problem readOnly(Path file) {
        return failed(
                "database-read-only",
                "%s cannot be written.".formatted(file),
                "The file system is mounted read-only, or the file or its directory belongs to another user.",
                "start flysnap as the user that the app runs as, on a volume that can be written");
    }

    /** Of a file that could be written, in a directory that could. */
    static Problem notOpened(Path file, String said) {
        return failed(
                "database-not-opened",
                "SQLite could not open %s and what lies beside it, although they can be written."
                        .formatted(file),
                "With many databases the process most likely has as many files open as it may. SQLite says: %s"
                        .formatted(said),
                "look at the limit (ulimit -n) and start the agent with a higher one, four for each database and some more: ulimit -n 65536");
    }

    static Problem full(Path file) {
        return failed(
                "disk-full",
                "The volume below %s is full.".formatted(file),
                "SQLite could not write the database, its WAL, or the WAL's index.",
                "make room or extend the volume: fly volumes extend");
    }

    public static Problem busy(Path file, Duration waited) {
        return failed(
                "database-busy",
                "%s stayed locked for %s ms.".formatted(file, waited.toMillis()),
                "A writer, or a connection in locking_mode=EXCLUSIVE, did not release it in time.",
                "try again in a quieter moment; look for a transaction that stays open");
    }

    static Problem corrupt(Path file, String said) {
        return failed(
                "database-corrupt",
                "%s is damaged.".formatted(file),
                "SQLite says: %s".formatted(said),
                "sqlite3 %s 'PRAGMA integrity_check', and keep every snapshot there is"
                        .formatted(file));
    }

    public static Problem replaced(Path file) {
        return failed(
                "database-replaced",
                "%s was deleted or replaced while it was being quiesced.".formatted(file),
                "The file that was locked is not the one that lies there now.",
                "try again when the app is done with replacing its database");
    }

    public static Problem walTooLarge(Path file, long bytes, long bytesPerSecond, Duration left) {
        return failed(
                "wal-too-large",
                "The WAL of %s has %d MB and grows by %d MB a second, faster than it can be copied."
                        .formatted(file, bytes >> 20, bytesPerSecond >> 20),
                "Writers would have had to be kept off for %d ms, so they were not kept off at all."
                        .formatted(left.toMillis()),
                "try again in a quieter moment; let the app checkpoint more often (wal_autocheckpoint), and look for readers that stay open");
    }

    public static Problem notLookedAt(String why) {
        return failed(
                "database-not-looked-at",
                "Whether the files of a database stay as they are cannot be watched.",
                why,
                "look whether the directory can be listed by the user that flysnap runs as: ls -la");
    }

    public static Problem tooSlow(Duration limit) {
        return failed(
                "quiesce-too-slow",
                "The databases were not synced within %s ms, so writers were let go again."
                        .formatted(limit.toMillis()),
                "The disk was slower than the time for which writers may be kept waiting.",
                "try again in a quieter moment: each try leaves less to do for the next");
    }

    public static Problem cancelled() {
        return failed(
                "quiesce-called-off",
                "The quiesce was cancelled before it was complete.",
                "The process is being stopped, so writers were released at once.",
                "try again when it is running again");
    }

    public static Problem syncFailed(Path directory, String call, int errno) {
        return failed(
                "sync-failed",
                "The file system of %s could not be synced.".formatted(directory),
                "%s failed with errno %s: what was written may not be on the device."
                        .formatted(call, errno),
                "look at the kernel's messages (dmesg); do not trust a snapshot taken now");
    }

    public static Problem syncUnsupported(String system) {
        return failed(
                "sync-unsupported",
                "There is no way to sync a whole file system on %s.".formatted(system),
                "flysnap knows syncfs (Linux) and fsync_volume_np (macOS).",
                "run the agent on Linux, beside the database");
    }

    public static Problem otherDevice(Path file) {
        return failed(
                "database-on-other-device",
                "%s does not lie on the file system of its own directory.".formatted(file),
                "It is mounted by itself, so its WAL would lie on another device than the database.",
                "mount the directory, not the file");
    }

    /** Whether the database may be whole, and only its app can tell. */
    public static boolean isOnlyForItsApp(FlysnapException e) {
        return e.problem().code().equals(NEEDS_ITS_APP);
    }

    /**
     * A collation, a function or a tokenizer that a program registers is no part of the file.
     *
     * @param said what SQLite says
     */
    public static Problem needsItsApp(String said) {
        return failed(
                NEEDS_ITS_APP,
                "The database cannot be read in full without its app.",
                "It needs a collation, a function or a tokenizer that the app gives to SQLite. SQLite says: %s"
                        .formatted(said),
                "Leave the check out (--verify none; a copy also needs --method backup), and check it where the app runs: PRAGMA integrity_check");
    }

    public static Problem sql(Path file, String said) {
        return failed(
                "sqlite-failed",
                "SQLite could not work on %s.".formatted(file),
                "It says: %s".formatted(said),
                "sqlite3 %s 'PRAGMA quick_check'".formatted(file));
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private SqliteProblems() {}
}
