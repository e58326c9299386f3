package dev.flysnap.journal;

import dev.flysnap.model.RunId;
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
                "The journal %s was written by a newer flysnap.".formatted(path),
                "Its schema is version %d; this flysnap knows %d.".formatted(found, known),
                "Use the newer flysnap, or name another place: --state-dir DIR");
    }

    static Problem olderSchema(Path path, int found, int known) {
        return new Problem(
                "journal-older",
                ExitCode.FAILED,
                "The journal %s was written by a flysnap from before the first release, and was not touched."
                        .formatted(path),
                "Its schema is version %d; this flysnap knows %d and does not convert older ones."
                        .formatted(found, known),
                """
                End its open runs with the flysnap that wrote it, then move the file away: \
                mv %s %s.old; or name another place: --state-dir DIR\
                """
                        .formatted(path, path));
    }

    static Problem runOfAnotherFly(RunId run, ApiIdentity its, ApiIdentity current) {
        return new Problem(
                "run-of-another-fly",
                ExitCode.FAILED,
                "The run %s belongs to another Fly: %s.".formatted(run, its),
                "This command is set to %s.".formatted(current),
                "Choose that Fly and its token, then try again: " + its.howToChoose());
    }

    static Problem locked(LockKey key, String run, String holder, String since) {
        return new Problem(
                "locked",
                ExitCode.LOCKED,
                "Another run works on %s: %s, since %s.".formatted(key, run, since),
                "It is held by %s.".formatted(holder),
                "Wait until it is done, or look at it: flysnap runs show " + run);
    }

    private JournalProblems() {}
}
