package dev.flysnap.sqlite.copy;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.FileIdentity;
import java.nio.file.Path;

/** The ways in which copying a database fails. */
public final class CopyProblems {
    private static final long MB = 1_000_000;

    /** A copy of nothing would only push good ones out of a store. */
    static Problem empty(Path source) {
        return new Problem(
                "database-empty",
                ExitCode.CHECK_NOT_MET,
                "%s is empty, and was not copied.".formatted(source),
                "It has not a single page: the app has not created its tables yet, or uses another file, or the file was truncated.",
                "Look which file the app writes to (ls -l %s), or copy it when it has tables"
                        .formatted(FileIdentity.directoryOf(source)));
    }

    static Problem noRoom(Path directory, long neededBytes, long freeBytes) {
        return failed(
                "copy-no-room",
                "There is no room for the copy in %s: it needs about %d MB, and %d MB are free."
                        .formatted(directory, neededBytes / MB + 1, freeBytes / MB),
                "The copy is made in full before it is checked and passed on.",
                "Make room, name another directory with --temp-dir, or copy without a second file: --method raw in WAL mode (into a stream or a bucket with --verify none)");
    }

    /** Found too late: others filled it meanwhile. */
    static Problem filledUp(Path directory) {
        return failed(
                "copy-no-room",
                "The disk of %s became full while the copy was made.".formatted(directory),
                "There was enough room when it began.",
                "Make room, or name another directory with --temp-dir");
    }

    static Problem notWritten(Path file, String reason) {
        return failed(
                "copy-not-written",
                "The copy could not be written to %s.".formatted(file),
                "The system says: %s".formatted(reason),
                "Look at the directory and its disk, or name another one");
    }

    static Problem notRead(Path file, String reason) {
        return failed(
                "copy-not-read",
                "%s could not be read.".formatted(file),
                "The system says: %s".formatted(reason),
                "Look at the file and its disk (dmesg), or copy with --method vacuum");
    }

    static Problem backupFailed(Path source, int resultCode) {
        return failed(
                "copy-backup-failed",
                "The backup of %s failed.".formatted(source),
                "SQLite answers with its result code %d: the database stayed locked, or a disk failed."
                        .formatted(resultCode),
                "Try again in a quieter moment, or with --method vacuum");
    }

    static Problem readerInTheWay(Path source, String note) {
        return failed(
                "copy-reader-in-the-way",
                "%s cannot be copied as a file now.".formatted(source),
                "The file alone is not complete: %s".formatted(note),
                "Try again when that reader is done, or use --method vacuum");
    }

    static Problem holdLost(Path source) {
        return failed(
                "copy-hold-lost",
                "%s cannot be copied as a file now.".formatted(source),
                "Writers were released before the copy had its own read transaction.",
                "Try again in a quieter moment, or use --method vacuum");
    }

    static Problem walTooLarge(Path source, long maxBytes) {
        return failed(
                "copy-wal-too-large",
                "The WAL of %s grew past %d MB, so the copy was ended."
                        .formatted(source, maxBytes / MB),
                "While the file is copied nothing of the WAL can be moved into it, and the app writes faster than the copy is read.",
                "Try again in a quieter moment, or use --method backup");
    }

    static Problem changed(Path source) {
        return failed(
                "copy-source-changed",
                "%s was written to while it was copied, so the copy was not kept."
                        .formatted(source),
                "SQLite's locks forbid that: a program has replaced the file, or writes to it by other means than SQLite.",
                "Find that program (fuser, lsof), and copy again");
    }

    static Problem tooShort(Path source, long expectedBytes) {
        return failed(
                "copy-source-too-short",
                "%s is shorter than the %d bytes of its pages.".formatted(source, expectedBytes),
                "The file was cut off, or replaced while it was copied.",
                "sqlite3 %s 'PRAGMA integrity_check', and keep every snapshot there is"
                        .formatted(source));
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private CopyProblems() {}
}
