package dev.flysnap.portable.take;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** The ways in which taking a copy fails. */
final class TakeProblems {
    private static final int MAX_NAMED = 3;
    private static final long MB = 1_000_000;

    static Problem notGood(Path source, List<String> found) {
        return new Problem(
                "copy-not-good",
                ExitCode.CHECK_NOT_MET,
                "The copy of %s is damaged, and was not kept.".formatted(source),
                "SQLite's check says: %s"
                        .formatted(
                                String.join(
                                        "; ", found.subList(0, Math.min(MAX_NAMED, found.size())))),
                "Most likely the database itself is damaged: sqlite3 %s 'PRAGMA integrity_check', and keep every snapshot there is"
                        .formatted(source));
    }

    static Problem notKept(String where, String reason) {
        return new Problem(
                "copy-not-kept",
                ExitCode.FAILED,
                "The copy could not be written to %s, and nothing was left there.".formatted(where),
                "The system says: %s".formatted(reason),
                "Make room, or name another place with --to");
    }

    static Problem noRoom(String where, long neededBytes, long freeBytes) {
        return new Problem(
                "copy-no-room",
                ExitCode.FAILED,
                "There is no room for the copy in %s: it needs %d MB, and %d MB are free."
                        .formatted(where, neededBytes / MB + 1, freeBytes / MB),
                "Until it is whole, it lies there twice: as it is checked, and as it is kept.",
                "Make room, put the first elsewhere with --temp-dir, or compress it: --compress 3");
    }

    static Problem noFolder(Path directory, String reason) {
        return new Problem(
                "temp-dir-unusable",
                ExitCode.FAILED,
                "The copy cannot be made in %s.".formatted(directory),
                "The system says: %s".formatted(reason),
                "Name a directory with room: --temp-dir DIR");
    }

    private TakeProblems() {}
}
