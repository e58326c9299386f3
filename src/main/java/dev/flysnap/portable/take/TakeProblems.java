package dev.flysnap.portable.take;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** The ways in which taking a copy fails. */
final class TakeProblems {
    private static final int MAX_NAMED = 3;
    private static final long MB = 1_000_000;

    static Problem notGood(CopySource source, List<String> found) {
        return new Problem(
                "copy-not-good",
                ExitCode.CHECK_NOT_MET,
                "The copy of %s is damaged, and was not kept.".formatted(source),
                "SQLite's check says: %s"
                        .formatted(
                                String.join(
                                        "; ", found.subList(0, Math.min(MAX_NAMED, found.size())))),
                "Most likely the database itself is damaged: %s, and keep every snapshot there is"
                        .formatted(
                                switch (source) {
                                    case CopySource.LocalFile(Path file) ->
                                            "sqlite3 %s 'PRAGMA integrity_check'".formatted(file);
                                    case CopySource.InMachine _ -> "flysnap create --check full";
                                }));
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

    static Problem notSealedThere(String where) {
        return new Problem(
                "copy-not-encrypted-there",
                ExitCode.CHECK_NOT_MET,
                "The copy cannot be encrypted in %s, and was not taken.".formatted(where),
                "Only flysnap's agent, or an app's own hook that says so, encrypts in the machine; it also needs a recipient.",
                "Run flysnap's agent beside the app and name a --recipient, or leave --encrypt-in-machine out: then it is encrypted on this computer");
    }

    static Problem levelTooHigh(int level, int most) {
        return new Problem(
                "copy-level-too-high",
                ExitCode.USAGE,
                "A copy is not compressed with level %d in the app's machine.".formatted(level),
                "Levels above %d need more memory than may be taken from the app.".formatted(most),
                "--compress %d".formatted(most));
    }

    static Problem notDescribed(String where) {
        return new Problem(
                "hook-answer-unexpected",
                ExitCode.FAILED,
                "The copy that %s made was not taken.".formatted(where),
                "It is encrypted, and the hook does not say what is in it: its size, its hash, or its schema.",
                "Correct the hook: flysnap hook check; or take the copy without --recipient");
    }

    static Problem notChecked(String where) {
        return new Problem(
                "copy-not-checked",
                ExitCode.CHECK_NOT_MET,
                "The copy that %s made was not checked there, and not taken.".formatted(where),
                "What is encrypted there cannot be opened here.",
                "--verify none, and flysnap copies verify with an identity; or take the copy without --recipient");
    }

    static Problem relayNeedsAgent(String where) {
        return new Problem(
                "relay-needs-agent",
                ExitCode.USAGE,
                "%s cannot send a copy through a bucket.".formatted(where),
                "It is encrypted in the machine, which only flysnap's agent does.",
                "Run flysnap's agent beside the app, or leave --relay out");
    }

    static Problem relayEmpty(String where) {
        return new Problem(
                "relay-empty",
                ExitCode.FAILED,
                "The copy is not in %s.".formatted(where),
                "The machine says that it has sent it there; somebody may have deleted it since.",
                "Try again; or leave --relay out");
    }

    static Problem relayChanged(String where) {
        return new Problem(
                "relay-changed",
                ExitCode.CHECK_NOT_MET,
                "What lies in %s is not what the machine sent there.".formatted(where),
                "Its size or its SHA-256 is another.",
                "Look who can write there; or leave --relay out");
    }

    private TakeProblems() {}
}
