package dev.flysnap.restore.machine;

import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import java.util.stream.Collectors;

/** Why a move stops before it has a snapshot that holds everything. */
final class MoveSnapshotProblems {
    static Problem doesNotStand(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-does-not-stand",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " was stopped, and is \""
                        + machine.state()
                        + "\" again.",
                "Somebody started it, so a snapshot would not hold everything.",
                again(plan));
    }

    static Problem noSnapshot(RestorePlan plan, Problem cause) {
        return new Problem(cause.code(), cause.exit(), cause.what(), cause.why(), again(plan));
    }

    static Problem woke(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-woke",
                ExitCode.FAILED,
                "The old machine "
                        + machine.id()
                        + " did not stand still after its snapshot; it is \""
                        + machine.state()
                        + "\".",
                "Somebody started it: what it wrote since is not in the snapshot, so the app does not go on with that.",
                again(plan));
    }

    /** The way back has put the old machine to work when this is read. */
    private static String again(RestorePlan plan) {
        return "The app is where it was. Some minutes later: flysnap move "
                + plan.app()
                + " --to-region "
                + plan.regions().stream().map(Region::value).collect(Collectors.joining(","))
                + " --yes";
    }

    private MoveSnapshotProblems() {}
}
