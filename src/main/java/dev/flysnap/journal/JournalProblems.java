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

    static Problem unreadable(Path path) {
        return new Problem(
                "journal-not-readable",
                ExitCode.FAILED,
                "The journal %s cannot be read: what flysnap knows of its snapshots and runs is missing here."
                        .formatted(path),
                "It may not be read by you, or it is damaged.",
                "Give read access there, or name another place: --state-dir DIR");
    }

    static Problem newestUnread(Path path) {
        return new Problem(
                "journal-read-in-part",
                ExitCode.FAILED,
                "The journal %s was read without its newest entries.".formatted(path),
                "They are in the file beside it, which can only be read where its folder can be written.",
                "Make room or give write access there");
    }

    static Problem libraryNotLoaded(String directory) {
        return new Problem(
                "sqlite-not-loaded",
                ExitCode.FAILED,
                "SQLite's library could not be unpacked and loaded in %s; nothing was done."
                        .formatted(directory),
                "The directory does not exist or is full, or programs may not be run from it (noexec).",
                "Name another place: TMPDIR=DIR flysnap …");
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
