package dev.flysnap.restore.topology;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.tags.TagKeys;
import java.util.Optional;

/** A step would leave two machines, or none, running on the app's data. */
public final class FencingProblems {
    private static final String NEVER_TWO = "Never two machines of one app may write.";

    /** Detected before anything was done to the old machine. */
    static Problem anotherRuns(RestorePlan plan, Machine other) {
        return new Problem(
                "another-machine-serves",
                ExitCode.NEEDS_OPERATOR,
                "The machine %s of %s works with a volume \"%s\", so %s does not begin its cutover."
                        .formatted(
                                describe(other), plan.app(), plan.newVolume().name(), plan.run()),
                "It was put to work after this run was planned, which would not have stopped it. %s"
                        .formatted(NEVER_TWO),
                "Look at what runs: flysnap rescue " + plan.app() + "; then restore again");
    }

    /** Detected when the old machine may have been stopped already. */
    public static Problem anotherServes(RestorePlan plan, Machine other) {
        return new Problem(
                "another-machine-serves",
                ExitCode.NEEDS_OPERATOR,
                "The machine %s of %s works with a volume \"%s\", so %s starts no other one."
                        .formatted(
                                describe(other), plan.app(), plan.newVolume().name(), plan.run()),
                "It was put to work after this run was planned. %s So nothing was started again, and nothing was undone."
                        .formatted(NEVER_TWO),
                """
                If it is the app now, end this run, which leaves the old machine as it is: flysnap undo \
                %s; or put the old machine back: %s, then flysnap undo %s\
                """
                        .formatted(plan.run(), commandToRemove(plan, other), plan.run()));
    }

    private static String commandToRemove(RestorePlan plan, Machine other) {
        return TagKeys.runOf(other)
                .map(it -> "flysnap undo " + it)
                .orElse(
                        "fly machine destroy --force %s --app %s"
                                .formatted(other.id(), plan.app()));
    }

    static Problem oldWorksAgain(RestorePlan plan, Machine old) {
        return new Problem(
                "old-machine-at-work",
                ExitCode.FAILED,
                "The old machine %s of %s was stopped, and is \"%s\" again."
                        .formatted(old.id(), plan.app(), old.state()),
                "Somebody started it. " + NEVER_TWO,
                "Stop it, then run it again: fly machine stop %s --app %s"
                        .formatted(old.id(), plan.app()));
    }

    /** The host of a machine that could not be stopped is reachable again. */
    static Problem oldIsBack(RestorePlan plan, Machine old, boolean committed) {
        return new Problem(
                "old-machine-back",
                ExitCode.NEEDS_OPERATOR,
                "The host of the old machine %s of %s answers again, and the machine is \"%s\"; the app was not started beside it."
                        .formatted(old.id(), plan.app(), old.state()),
                "It may have served meanwhile, and what it wrote is not in the snapshot. %s"
                        .formatted(NEVER_TWO),
                committed
                        ? "Go on, which stops it first: flysnap continue %s; or keep it: flysnap undo %s"
                                .formatted(plan.run(), plan.run())
                        : "Look at what it has (flysnap rescue %s), then restore again, or keep it"
                                .formatted(plan.app()));
    }

    /** Detected during an undo, after the new machine had been stopped. */
    static Problem newWorksAgain(RestorePlan plan, Machine ours) {
        return new Problem(
                "new-machine-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The new machine %s of %s was stopped, and is \"%s\" again; the old one was not started beside it."
                        .formatted(ours.id(), plan.app(), ours.state()),
                "Somebody started it. " + NEVER_TWO,
                "Run it again, which stops it first: flysnap undo " + plan.run());
    }

    public static Problem superseded(RestorePlan plan, Machine other) {
        Optional<RunId> run = TagKeys.runOf(other);
        return new Problem(
                "run-superseded",
                ExitCode.NEEDS_OPERATOR,
                "The run %s was not undone: machine %s runs %s now."
                        .formatted(plan.run(), describe(other), plan.app()),
                "It was put to work after this run's cutover, and the old machine would write beside it. %s"
                        .formatted(NEVER_TWO),
                run.map(it -> "Take that one back first: flysnap undo " + it)
                        .orElse("See what runs: flysnap rescue " + plan.app()));
    }

    /**
     * Another run has put a machine to work in place of the one that this run was to replace.
     *
     * @param isKept whether what this run made stays until it is undone
     */
    public static Problem overtaken(RestorePlan plan, Machine serving, boolean isKept) {
        return new Problem(
                "run-overtaken",
                ExitCode.FAILED,
                "The machine %s has become %s since %s was planned, so %s does not begin its cutover."
                        .formatted(describe(serving), plan.app(), plan.run(), plan.run()),
                "What %s has restored is older; what was written since would be lost."
                        .formatted(plan.run()),
                isKept
                        ? "Remove what this run made: flysnap undo " + plan.run()
                        : "The app runs: flysnap status " + plan.app());
    }

    /** Without it a cutover would stop the app, and have nothing to start. */
    public static Problem newMachineGone(RestorePlan plan) {
        return new Problem(
                "new-machine-gone",
                ExitCode.FAILED,
                "The machine %s that %s has made is not there any more, so its cutover was not begun."
                        .formatted(plan.machine().name(), plan.run()),
                "Somebody deleted it, or the run was undone from another computer. %s was not touched."
                        .formatted(plan.app()),
                "Restore again: %s; and remove what may be left of this run: flysnap undo %s"
                        .formatted(plan.rerunCommand(true), plan.run()));
    }

    static Problem unfinished(AppName app, RunId run, String commandToEnd) {
        return new Problem(
                "cutover-unfinished",
                ExitCode.NEEDS_OPERATOR,
                "The run %s has begun a cutover of %s, and has not ended; nothing was touched."
                        .formatted(run, app),
                "It may start a machine of its own when it goes on. " + NEVER_TWO,
                "End it first: " + commandToEnd);
    }

    static Problem noSuccessor(RestorePlan plan, MachineId old) {
        return new Problem(
                "new-machine-not-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The old machine %s of %s was to be stopped, and was not: no other machine runs the app."
                        .formatted(old, plan.app()),
                """
                The one that %s had put to work does not run, or its host does not answer, so this would \
                stop the last one.\
                """
                        .formatted(plan.run()),
                "Keep the old one: flysnap undo %s; or start the new one, then: flysnap continue %s"
                        .formatted(plan.run(), plan.run()));
    }

    private static String describe(Machine machine) {
        return machine.id() + TagKeys.runOf(machine).map(it -> " (made by " + it + ")").orElse("");
    }

    private FencingProblems() {}
}
