package dev.flysnap.restore.finish;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import java.util.Optional;

/** Why {@code finish} deletes nothing. */
public final class FinishProblems {
    static Problem notDone(RunId run) {
        return new Problem(
                "cutover-not-done",
                ExitCode.FAILED,
                "The run " + run + " has no cutover that is done, so it has replaced nothing.",
                "Only what a done cutover replaced can be removed.",
                "Look at it: flysnap runs show " + run);
    }

    static Problem nothingReplaced(RunId run) {
        return new Problem(
                "nothing-replaced",
                ExitCode.FAILED,
                "The run " + run + " replaced no machine.",
                "There was none that ran the app, so nothing is left over.",
                "There is nothing to do");
    }

    static Problem undoneBeforeCutover(RunId run) {
        return new Problem(
                "nothing-replaced",
                ExitCode.FAILED,
                "The run " + run + " was undone before its cutover, so it has left nothing.",
                "That undo has removed what it had made.",
                "There is nothing to do");
    }

    static Problem undoUnfinished(RunId run) {
        return new Problem(
                "undo-unfinished",
                ExitCode.FAILED,
                "The undo of " + run + " has not ended, so nothing was removed.",
                "What it has made may still be at work.",
                "End it first: flysnap undo " + run);
    }

    /** Without the user's word, writes that nothing else has are not deleted. */
    static Problem holdsWrites(
            RestorePlan plan, RestoreState state, Optional<Volume> volume, VolumeId kept) {
        RunId run = plan.run();
        String what =
                volume.map(it -> "the volume " + it.id())
                        .orElse(state.superseded().map(it -> "the machine " + it).orElse(""));
        return new Problem(
                "undone-run-holds-writes",
                ExitCode.USAGE,
                "The run %s was undone, and %s that it had made was not removed."
                        .formatted(run, what),
                "It may hold what was written%s, which the app's volume %s lacks."
                        .formatted(LostWrites.of(plan, state).when(), kept),
                """
                If nobody needs those writes: flysnap finish %s --discard-writes; to keep them in a snapshot \
                first: flysnap create %s%s\
                """
                        .formatted(
                                run,
                                plan.app(),
                                volume.map(it -> " --volume " + it.id()).orElse("")));
    }

    static Problem fencePending(RunId run, MachineId old) {
        return new Problem(
                "fence-pending",
                ExitCode.NEEDS_OPERATOR,
                "The old machine " + old + " is not stopped yet, so it is not removed either.",
                "Its host did not answer; it may hold writes that are nowhere else.",
                "When its host is back: flysnap continue " + run);
    }

    static Problem supersededAtWork(RestorePlan plan, Machine superseded) {
        return new Problem(
                "old-machine-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The machine %s is \"%s\"%s, so it was not removed."
                        .formatted(
                                superseded.id(),
                                superseded.state(),
                                superseded.state().isAtRest()
                                        ? " and has the platform's metadata, by which a deploy starts it"
                                        : ""),
                "Since it was taken out of service somebody put it to work again, and it may have written.",
                "See what runs: flysnap rescue %s; if it is not needed: fly machine stop %s --app %s, then flysnap finish %s"
                        .formatted(plan.app(), superseded.id(), plan.app(), plan.run()));
    }

    static Problem newPairGone(RestorePlan plan, String what) {
        return new Problem(
                "new-pair-gone",
                ExitCode.NEEDS_OPERATOR,
                "No machine has the app's data: what the run %s left at work is not there any more: %s."
                        .formatted(plan.run(), what),
                "What it took out of service may be all that is left, so it was not removed.",
                "See what there is: flysnap rescue " + plan.app());
    }

    /** It had replaced nothing, so its undo put nothing back. */
    static Problem undoneToNothing(RestorePlan plan) {
        return new Problem(
                "new-machine-not-at-work",
                ExitCode.NEEDS_OPERATOR,
                "No machine serves %s since %s was undone, so nothing was removed."
                        .formatted(plan.app(), plan.run()),
                "What that run had made may be all that is left of the app's data.",
                "See what there is: flysnap rescue " + plan.app());
    }

    static Problem nobodyServes(RestorePlan plan, Machine expected) {
        return new Problem(
                "new-machine-not-at-work",
                ExitCode.NEEDS_OPERATOR,
                "No machine that a run has put to work serves %s (%s is \"%s\"), so nothing was removed."
                        .formatted(plan.app(), expected.id(), expected.state()),
                "Nothing shows that the app can do without what would be removed.",
                "See which machine has to start: flysnap rescue %s; then: flysnap finish %s"
                        .formatted(plan.app(), plan.run()));
    }

    /** Somebody may have deployed onto an empty volume. */
    static Problem unknownMachineServes(RestorePlan plan, Machine machine) {
        return new Problem(
                "unknown-machine-serves",
                ExitCode.NEEDS_OPERATOR,
                "The machine %s serves %s, and no run has put it to work, so nothing was removed."
                        .formatted(machine.id(), plan.app()),
                "Whether it has the app's data is not known; it may be on an empty volume.",
                "See what there is: flysnap rescue %s; if its data is good, remove the rest yourself"
                        .formatted(plan.app()));
    }

    static Problem hostUnreachable(RestorePlan plan, String what, HostStatus host) {
        return new Problem(
                "host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The host of " + what + " does not answer, so nothing was removed.",
                "Fly says " + host + "; nobody knows how it stands, or what it holds.",
                "When its host is back: flysnap finish " + plan.run());
    }

    static Problem volumeInUse(RestorePlan plan, VolumeId volume, String machine) {
        return new Problem(
                "old-volume-in-use",
                ExitCode.NEEDS_OPERATOR,
                "The volume %s is attached to %s, so it was not removed."
                        .formatted(volume, machine),
                "That is not the machine that this run took out of service.",
                "Look at it: fly volumes list --app " + plan.app());
    }

    /** Half a sentence about the volume that is kept. */
    static String withoutSnapshot(AppName app, VolumeId kept) {
        return "%s has no finished snapshot that can be read; take one first: flysnap create %s --volume %s"
                .formatted(kept, app, kept);
    }

    /** Once a finish has begun, the run cannot be undone. */
    public static Problem stopped(RunId run, Problem cause) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what(),
                cause.why() + " The app runs; only the removal of what it left is not done.",
                "Fix the cause, then go on: flysnap continue " + run);
    }

    /** After an undo, what it has kept is being deleted. */
    public static Problem undoneAndFinished(RunId run) {
        return new Problem(
                "run-finished",
                ExitCode.FAILED,
                "The run " + run + " is undone, and what the undo has kept is being removed.",
                "Nothing is left to undo.",
                "End the removal: flysnap continue " + run);
    }

    public static Problem alreadyFinished(RestorePlan plan) {
        RunId run = plan.run();
        AppName app = plan.grounds().sourceApp();
        boolean otherApp = !app.equals(plan.app());
        return new Problem(
                "run-finished",
                ExitCode.FAILED,
                "The run " + run + " was finished, so it cannot be undone.",
                "The old machine and its volume were removed, or are being removed.",
                """
                See which states there are: flysnap list %s; the newest comes back with: flysnap restore \
                latest --app %s%s --cutover\
                """
                        .formatted(app, app, otherApp ? " --to-app " + plan.app() : ""));
    }

    private FinishProblems() {}
}
