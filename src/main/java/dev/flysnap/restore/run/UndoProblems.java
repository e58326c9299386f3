package dev.flysnap.restore.run;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import java.util.Locale;

/** The ways in which taking a restore back fails, and going on with one that was taken back. */
final class UndoProblems {
    private static final String BEFORE_DEPLOYS = "Do not deploy before this is done: ";

    static Problem oldMachineGone(RestorePlan plan, MachineId old) {
        return new Problem(
                "old-machine-gone",
                ExitCode.NEEDS_OPERATOR,
                "The run "
                        + plan.run()
                        + " was not taken back: its old machine "
                        + old
                        + " is gone.",
                "Somebody removed it; taking the new one out of service would leave the app without any.",
                "See what there is: flysnap rescue " + plan.app());
    }

    static Problem oldHostGone(RestorePlan plan, Machine old) {
        return new Problem(
                "old-host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The run "
                        + plan.run()
                        + " was not taken back: the host of its old machine "
                        + old.id()
                        + " does not answer.",
                "Fly says "
                        + old.hostStatus()
                        + "; taking the new machine out of service would leave the app without any.",
                "When its host is back: flysnap undo " + plan.run());
    }

    /** Even the way back failed. */
    static Problem leftBehind(RestorePlan plan, RestoreState state, Problem cause, Problem second) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what() + " Taking it back failed too: " + second.what(),
                cause.why() + " " + second.why(),
                BEFORE_DEPLOYS + wayOut(plan, state, second));
    }

    /** The user asked for the way back, and it failed. */
    static Problem notUndone(RestorePlan plan, RestoreState state, Problem cause) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                "The run " + plan.run() + " is not undone yet. " + cause.what(),
                cause.why(),
                (isVolumeLoose(plan, state) ? BEFORE_DEPLOYS : "") + wayOut(plan, state, cause));
    }

    /** A deploy takes any volume of the app's name that has no machine. */
    private static boolean isVolumeLoose(RestorePlan plan, RestoreState state) {
        return !plan.volumeOnly()
                && state.volume().isPresent()
                && state.lacks(Milestone.VOLUME_DELETED)
                && (state.machine().isEmpty() || state.has(Milestone.MACHINE_DELETED));
    }

    /**
     * What stood in the way says best how it goes away; only then does undoing help. One that leads
     * there by itself leads through something else first.
     */
    private static String wayOut(RestorePlan plan, RestoreState state, Problem inTheWay) {
        String undo = "flysnap undo " + plan.run();
        String next = inTheWay.next();
        if (inTheWay.exit() == ExitCode.NEEDS_OPERATOR
                && next.contains(undo)
                && !next.startsWith(undo)) {
            return next;
        }
        String mend =
                next.isEmpty() || next.contains("flysnap undo")
                        ? "mend the cause"
                        : uncapitalised(next.replaceFirst("\\.$", ""));
        return mend + ", then: " + undo + ManualCommands.words(plan, state);
    }

    private static String uncapitalised(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private UndoProblems() {}
}
