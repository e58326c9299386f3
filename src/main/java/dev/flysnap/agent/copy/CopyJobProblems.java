package dev.flysnap.agent.copy;

import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The ways in which a copy beside the app fails. */
final class CopyJobProblems {
    static final String NO_ROOM = "copy-no-room";

    private static final String MAKE_ROOM =
            "Make room, or extend the volume: fly volumes extend; or, in WAL mode, --method raw --verify none, which needs no room, but neither by exec nor through a bucket";

    private static final int MAX_NAMED = 3;

    static Problem notMade(IOException failure) {
        return new Problem(
                "copy-not-written",
                ExitCode.FAILED,
                "The copy could not be made.",
                "The system says: %s".formatted(FailureText.of(failure)),
                "Look at the volume: df -h, and fly logs");
    }

    static Problem notGood(String database, List<String> found) {
        return new Problem(
                "copy-not-good",
                ExitCode.CHECK_NOT_MET,
                "The copy of %s is damaged, and was not kept.".formatted(database),
                "SQLite's check says: %s"
                        .formatted(
                                String.join(
                                        "; ", found.subList(0, Math.min(MAX_NAMED, found.size())))),
                "Most likely the database itself is damaged: flysnap agent ctl check, and keep every snapshot there is");
    }

    /**
     * @param problem of a copy on the user's own computer
     * @param folder which says nothing to the user
     */
    static Problem noRoom(Problem problem, Path folder) {
        return new Problem(
                problem.code(),
                problem.exit(),
                problem.what()
                        .replace(folder.toString(), FileIdentity.directoryOf(folder).toString()),
                problem.why(),
                MAKE_ROOM);
    }

    static Problem diskFilled(Path directory, long freeBytes) {
        return new Problem(
                NO_ROOM,
                ExitCode.FAILED,
                "The volume of %s became full while the copy was there, and the copy was removed."
                        .formatted(directory),
                "%d MB were free, and the app needs those.".formatted(freeBytes / 1_000_000),
                MAKE_ROOM);
    }

    static HookException active(String attempt) {
        return HookException.conflict(
                HookCodes.COPY_ACTIVE,
                "A copy is being made or read for another attempt: %s".formatted(attempt),
                "wait until that one has ended");
    }

    static HookException unknown(String why) {
        return HookException.notFound(
                HookCodes.COPY_UNKNOWN,
                "This copy cannot be read: %s.".formatted(why),
                "order another one");
    }

    static HookException notReady(String attempt) {
        return HookException.conflict(
                HookCodes.COPY_NOT_READY,
                "The copy of %s is not ready.".formatted(attempt),
                "ask how far it is until it is");
    }

    private CopyJobProblems() {}
}
