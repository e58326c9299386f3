package dev.flysnap.restore.plan;

import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;

/** Why a run cannot be continued. */
final class ContinueProblems {
    static Problem noMachine(RestorePlan plan) {
        return new Problem(
                "volume-only",
                ExitCode.USAGE,
                "The run %s created a volume and no machine.".formatted(plan.run()),
                "It was started with --volume-only, so no machine can become the app.",
                "Restore with a machine: flysnap restore %s --app %s --cutover"
                        .formatted(
                                plan.snapshot().map(SnapshotId::value).orElse("latest"),
                                plan.grounds().sourceApp()));
    }

    /**
     * @param cutover whether continuing would have led to one
     */
    static Problem undone(RestorePlan plan, boolean cutover) {
        return new Problem(
                "run-undone",
                ExitCode.FAILED,
                "The run %s was undone, so it cannot be continued.".formatted(plan.run()),
                "What it had created was deleted or taken out of service.",
                "Run it again: " + plan.rerunCommand(cutover));
    }

    static Problem undoIncomplete(RunId run) {
        return new Problem(
                "run-half-undone",
                ExitCode.NEEDS_OPERATOR,
                "The undo of the run %s has begun, so it cannot be continued.".formatted(run),
                "The undo was interrupted, or failed.",
                "Complete it: flysnap undo " + run);
    }

    private ContinueProblems() {}
}
