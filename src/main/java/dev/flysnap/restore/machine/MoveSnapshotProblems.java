package dev.flysnap.restore.machine;

import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import java.util.stream.Collectors;

/** Why a move stops before it has a complete snapshot. */
final class MoveSnapshotProblems {
    static Problem notStopped(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-does-not-stand",
                ExitCode.FAILED,
                "The machine %s was stopped, and is \"%s\" again."
                        .formatted(machine.id(), machine.state()),
                "Somebody started it, so a snapshot would not hold everything.",
                retryAdvice(plan));
    }

    static Problem noSnapshot(RestorePlan plan, Problem cause) {
        return new Problem(
                cause.code(), cause.exit(), cause.what(), cause.why(), retryAdvice(plan));
    }

    static Problem restarted(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-woke",
                ExitCode.FAILED,
                "The old machine %s did not stand still after its snapshot; it is \"%s\"."
                        .formatted(machine.id(), machine.state()),
                "Somebody started it: what it wrote since is not in the snapshot, so the app does not go on with that.",
                retryAdvice(plan));
    }

    /** By the time this is read, the undo has put the old machine back into service. */
    private static String retryAdvice(RestorePlan plan) {
        return "The app is where it was. Some minutes later: flysnap move %s --to-region %s --yes"
                .formatted(
                        plan.app(),
                        plan.regions().stream()
                                .map(Region::value)
                                .collect(Collectors.joining(",")));
    }

    private MoveSnapshotProblems() {}
}
