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

/** The ways in which one machine too many, or none at all, would work with the app's data. */
public final class FencingProblems {
    private static final String NEVER_TWO = "Never two machines of one app may write.";

    /** Seen before anything was done to the old machine. */
    static Problem anotherRuns(RestorePlan plan, Machine other) {
        return new Problem(
                "another-machine-serves",
                ExitCode.NEEDS_OPERATOR,
                "The machine "
                        + named(other)
                        + " of "
                        + plan.app()
                        + " works with a volume \""
                        + plan.newVolume().name()
                        + "\", so "
                        + plan.run()
                        + " does not begin its cutover.",
                "It was put to work after this run was planned, which would not have stopped it. "
                        + NEVER_TWO,
                "Look at what runs: flysnap rescue " + plan.app() + "; then restore anew");
    }

    /** Seen when the old machine may have been stopped already. */
    public static Problem anotherServes(RestorePlan plan, Machine other) {
        return new Problem(
                "another-machine-serves",
                ExitCode.NEEDS_OPERATOR,
                "The machine "
                        + named(other)
                        + " of "
                        + plan.app()
                        + " works with a volume \""
                        + plan.newVolume().name()
                        + "\", so "
                        + plan.run()
                        + " starts no other one.",
                "It was put to work after this run was planned. "
                        + NEVER_TWO
                        + " So nothing was started again, nor taken back.",
                "If it is the app now, end this run, which leaves the old machine as it is: flysnap undo "
                        + plan.run()
                        + "; or put the old machine back: "
                        + runOf(other)
                                .map(it -> "flysnap undo " + it)
                                .orElse(
                                        "fly machine destroy --force %s --app %s"
                                                .formatted(other.id(), plan.app()))
                        + ", then flysnap undo "
                        + plan.run());
    }

    static Problem oldWorksAgain(RestorePlan plan, Machine old) {
        return new Problem(
                "old-machine-at-work",
                ExitCode.FAILED,
                "The old machine "
                        + old.id()
                        + " of "
                        + plan.app()
                        + " was stopped, and is \""
                        + old.state()
                        + "\" again.",
                "Somebody started it. " + NEVER_TWO,
                "Stop it, then run it again: fly machine stop "
                        + old.id()
                        + " --app "
                        + plan.app());
    }

    /** The host of a machine that could not be stopped answers again. */
    static Problem oldIsBack(RestorePlan plan, Machine old, boolean committed) {
        return new Problem(
                "old-machine-back",
                ExitCode.NEEDS_OPERATOR,
                "The host of the old machine %s of %s answers again, and the machine is \"%s\"; the app was not started beside it."
                        .formatted(old.id(), plan.app(), old.state()),
                "It may have served meanwhile, and what it wrote is not in the snapshot. "
                        + NEVER_TWO,
                committed
                        ? "Go on, which stops it first: flysnap continue %s; or keep it: flysnap undo %s"
                                .formatted(plan.run(), plan.run())
                        : "Look at what it has (flysnap rescue %s), then restore anew, or keep it"
                                .formatted(plan.app()));
    }

    /** Seen on the way back, after the new machine had been stopped. */
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
        Optional<String> run = runOf(other);
        return new Problem(
                "run-superseded",
                ExitCode.NEEDS_OPERATOR,
                "The run "
                        + plan.run()
                        + " was not taken back: machine "
                        + named(other)
                        + " runs "
                        + plan.app()
                        + " now.",
                "It was put to work after this run's cutover, and the old machine would write beside it. "
                        + NEVER_TWO,
                run.map(it -> "Take that one back first: flysnap undo " + it)
                        .orElse("See what runs: flysnap rescue " + plan.app()));
    }

    static Problem unfinished(AppName app, RunId run, String commandToEnd) {
        return new Problem(
                "cutover-unfinished",
                ExitCode.NEEDS_OPERATOR,
                "The run "
                        + run
                        + " has begun a cutover of "
                        + app
                        + ", and has not ended; nothing was touched.",
                "It may start a machine of its own when it goes on. " + NEVER_TWO,
                "End it first: " + commandToEnd);
    }

    static Problem noSuccessor(RestorePlan plan, MachineId old) {
        return new Problem(
                "new-machine-not-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The old machine "
                        + old
                        + " of "
                        + plan.app()
                        + " was to be stopped, and was not: no other machine runs the app.",
                "The one that "
                        + plan.run()
                        + " had put to work does not run, or its host does not answer, so this would stop the last one.",
                "Keep the old one: flysnap undo "
                        + plan.run()
                        + "; or start the new one, then: flysnap continue "
                        + plan.run());
    }

    private static String named(Machine machine) {
        return machine.id() + runOf(machine).map(it -> " (made by " + it + ")").orElse("");
    }

    private static Optional<String> runOf(Machine machine) {
        return Optional.ofNullable(machine.metadata().get(TagKeys.RUN_KEY))
                .filter(it -> it.matches("run_[0-9a-z]{4,40}"));
    }

    private FencingProblems() {}
}
