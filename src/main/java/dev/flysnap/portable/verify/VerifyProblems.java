package dev.flysnap.portable.verify;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which nothing could be verified. */
final class VerifyProblems {
    private static final long MB = 1_000_000;

    static Problem notRead(String name, String reason) {
        return failed(
                "verify-not-read",
                "%s could not be read, or not be written to the temporary directory."
                        .formatted(name),
                "The system says: %s".formatted(reason),
                "Look at the file; or name another directory with room: --temp-dir DIR");
    }

    static Problem absent(Path file) {
        return failed(
                "verify-absent",
                "There is no file %s.".formatted(file),
                "The path is wrong, or it is no regular file.",
                "Name a database, or a copy: flysnap copies list DIR/");
    }

    static Problem inUse(Path file) {
        return failed(
                "verify-file-in-use",
                "%s was written to while it was read, each time.".formatted(file),
                "A file in use cannot be copied as one state by reading it.",
                "Take a copy, which verifies it: flysnap extract --source %s --to copy.db"
                        .formatted(file));
    }

    static Problem noRoom(Path directory, long neededBytes, long freeBytes) {
        return failed(
                "verify-no-room",
                "There is no room in %s: it needs %d MB, and %d MB are free."
                        .formatted(directory, neededBytes / MB + 1, freeBytes / MB),
                "It is verified on a private copy, so that the original stays as it is.",
                "Name another directory: --temp-dir DIR");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private VerifyProblems() {}
}
