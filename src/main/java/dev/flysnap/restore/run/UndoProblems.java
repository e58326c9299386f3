package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import java.util.Locale;

/** Why an undo fails. */
final class UndoProblems {
    private static final String BEFORE_DEPLOYS = "Do not deploy before this is done: ";

    static Problem oldMachineGone(RestorePlan plan, MachineId old) {
        return new Problem(
                "old-machine-gone",
                ExitCode.NEEDS_OPERATOR,
                "The run %s was not undone: its old machine %s is gone.".formatted(plan.run(), old),
                "Somebody removed it; taking the new one out of service would leave the app without any.",
                "See what there is: flysnap rescue " + plan.app());
    }

    static Problem oldHostGone(RestorePlan plan, Machine old) {
        return new Problem(
                "old-host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The run %s was not undone: the host of its old machine %s does not answer."
                        .formatted(plan.run(), old.id()),
                "Fly says %s; taking the new machine out of service would leave the app without any."
                        .formatted(old.hostStatus()),
                "When its host is back: flysnap undo " + plan.run());
    }

    /**
     * What is in the way of an undo.
     *
     * @param isPassing whether it may pass by itself
     */
    record Obstacle(Problem problem, boolean isPassing) {
        static Obstacle of(FlysnapException failure) {
            return new Obstacle(failure.problem(), FlyException.isPassing(failure));
        }
    }

    /** A run failed, and undoing it failed too. */
    static Problem undoAfterFailureFailed(
            RestorePlan plan, RestoreState state, Problem cause, Obstacle obstacle) {
        Problem second = obstacle.problem();
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what()
                        + (second.equals(cause)
                                ? " Taking it back failed for the same reason."
                                : " Taking it back failed too: " + second.what()),
                second.equals(cause) ? cause.why() : cause.why() + " " + second.why(),
                BEFORE_DEPLOYS + nextAction(plan, state, obstacle));
    }

    /** The user asked for an undo, and it failed. */
    static Problem notUndone(RestorePlan plan, RestoreState state, Obstacle obstacle) {
        Problem cause = obstacle.problem();
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                "The run " + plan.run() + " is not undone yet. " + cause.what(),
                cause.why(),
                (isVolumeUnattached(plan, state) ? BEFORE_DEPLOYS : "")
                        + nextAction(plan, state, obstacle));
    }

    /** A deploy attaches any volume of the app's name that has no machine. */
    private static boolean isVolumeUnattached(RestorePlan plan, RestoreState state) {
        return !plan.volumeOnly()
                && state.volume().isPresent()
                && state.lacks(Milestone.VOLUME_DELETED)
                && (state.machine().isEmpty() || state.has(Milestone.MACHINE_DELETED));
    }

    /**
     * The remedy of the obstacle, followed by the undo. A remedy that ends with the undo itself is
     * complete as it is.
     */
    private static String nextAction(RestorePlan plan, RestoreState state, Obstacle obstacle) {
        String undo = "flysnap undo " + plan.run();
        String next = obstacle.problem().next();
        if (obstacle.isPassing()) {
            return "when Fly answers again: " + undo + ManualCommands.describe(plan, state);
        }
        if (obstacle.problem().exit() == ExitCode.NEEDS_OPERATOR
                && next.contains(undo)
                && !next.startsWith(undo)) {
            return next;
        }
        String remedy =
                next.isEmpty() || next.contains("flysnap undo")
                        ? "fix the cause"
                        : uncapitalised(next.replaceFirst("\\.$", ""));
        return remedy + ", then: " + undo + ManualCommands.describe(plan, state);
    }

    private static String uncapitalised(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private UndoProblems() {}
}
