package dev.flysnap.restore.recovery;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** Why a cleanup leaves something alone. */
final class CleanupProblems {
    static Problem changedSincePlan(AppName app, Cleanup.Item item) {
        return new Problem(
                "cleanup-changed",
                ExitCode.PARTLY_DONE,
                describe(item) + " was left alone.",
                "It is not what it was when it was shown: somebody has used it, changed it, or removed it.",
                "See what is left: flysnap cleanup " + app + " --dry-run");
    }

    private static String describe(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var _) -> "The " + run.kind() + " " + run.id();
            case Cleanup.Item.NamedMachine(var machine) -> "The machine " + machine.id();
            case Cleanup.Item.NamedVolume(var volume) -> "The volume " + volume.id();
        };
    }

    private CleanupProblems() {}
}
