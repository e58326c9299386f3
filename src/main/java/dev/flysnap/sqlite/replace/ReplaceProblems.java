package dev.flysnap.sqlite.replace;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which a database cannot be replaced. */
final class ReplaceProblems {
    static Problem markerUnreadable(Path marker, String why) {
        return new Problem(
                "replacement-unknown",
                ExitCode.NEEDS_OPERATOR,
                "A database was being replaced, and %s, which says how far, cannot be read."
                        .formatted(marker),
                why,
                "Look at the files named NAME.before-…: those are the old databases. Put back what is to be kept, with what has -wal or -journal behind the same name, then remove the marker");
    }

    static Problem failed(Path file, String why) {
        return new Problem(
                "replacement-failed",
                ExitCode.FAILED,
                "%s could not be replaced.".formatted(file),
                why,
                "Look whether the volume has room and can be written: df, mount");
    }

    static Problem notPutBack(Path file, String why) {
        return new Problem(
                "replacement-not-taken-back",
                ExitCode.NEEDS_OPERATOR,
                "The replacement of %s could not be taken back.".formatted(file),
                why,
                "The app is not started before it is: look whether the volume can be written, then start the machine again");
    }

    static Problem notDeleted(Path database, String why) {
        return new Problem(
                "replaced-not-deleted",
                ExitCode.FAILED,
                "What was set aside of %s could not be deleted.".formatted(database),
                why,
                "Look whether the volume can be written, and try again");
    }

    static Problem openElsewhere(Path file) {
        return new Problem(
                "database-in-use",
                ExitCode.FAILED,
                "%s was not replaced: another program has it open.".formatted(file),
                "The app is stopped, and still its WAL stays after the last connection of this process was closed.",
                "Stop the other program, such as a worker or litestream, and try again");
    }

    private ReplaceProblems() {}
}
