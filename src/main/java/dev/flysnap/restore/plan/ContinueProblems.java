package dev.flysnap.restore.plan;

import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;

/** Why a run cannot go on. */
final class ContinueProblems {
    static Problem noMachine(RestorePlan plan) {
        return new Problem(
                "volume-only",
                ExitCode.USAGE,
                "The run " + plan.run() + " made a volume and no machine.",
                "It was asked for the data only, so there is nothing that could become the app.",
                "Restore with a machine: flysnap restore "
                        + plan.snapshot().map(SnapshotId::value).orElse("latest")
                        + " --app "
                        + plan.grounds().sourceApp()
                        + " --cutover");
    }

    /**
     * @param cutover whether going on would have led to one
     */
    static Problem undone(RestorePlan plan, boolean cutover) {
        RunId run = plan.run();
        return new Problem(
                "run-undone",
                ExitCode.FAILED,
                "The run " + run + " was taken back, so it cannot go on.",
                "What it had made was removed, or put out of service.",
                "Do it anew: " + plan.rerunCommand(cutover));
    }

    static Problem undoIncomplete(RunId run) {
        return new Problem(
                "run-half-undone",
                ExitCode.NEEDS_OPERATOR,
                "The run " + run + " is being taken back, so it cannot go on.",
                "Taking it back was interrupted, or failed.",
                "Finish that: flysnap undo " + run);
    }

    private ContinueProblems() {}
}
