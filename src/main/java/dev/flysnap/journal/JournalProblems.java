package dev.flysnap.journal;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** Why the journal cannot be used, or a run cannot start. */
final class JournalProblems {
    static Problem notWritable(Path path, String cause) {
        return new Problem(
                "journal-not-writable",
                ExitCode.FAILED,
                "The journal " + path + " cannot be used, so nothing was begun or gone on with.",
                cause + ".",
                "Make room or give write access there, or name another place: --state-dir DIR");
    }

    static Problem newerSchema(Path path, int found, int known) {
        return new Problem(
                "journal-newer",
                ExitCode.FAILED,
                "The journal " + path + " was written by a newer flysnap.",
                "Its schema is version " + found + "; this flysnap knows " + known + ".",
                "Use the newer flysnap, or name another place: --state-dir DIR");
    }

    static Problem locked(String key, String run, String holder, String since) {
        return new Problem(
                "locked",
                ExitCode.LOCKED,
                "Another run works on " + key + ": " + run + ", since " + since + ".",
                "It is held by " + holder + ".",
                "Wait until it is done, or look at it: flysnap runs show " + run);
    }

    private JournalProblems() {}
}
