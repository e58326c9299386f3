package dev.flysnap.restore.run;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;

/** Why {@code finish} deletes nothing. */
final class FinishProblems {
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

    static Problem fencePending(RunId run, Machine old) {
        return new Problem(
                "fence-pending",
                ExitCode.NEEDS_OPERATOR,
                "The old machine " + old.id() + " is not stopped yet, so it is not removed either.",
                "Its host did not answer; it may hold writes that are nowhere else.",
                "When its host is back: flysnap continue " + run);
    }

    static Problem oldMachineRestarted(RestorePlan plan, Machine old) {
        return new Problem(
                "old-machine-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The old machine %s is \"%s\", so it was not removed."
                        .formatted(old.id(), old.state()),
                "Since the cutover somebody put it to work again, and it may have written.",
                "If it is not needed: fly machine stop %s --app %s, then flysnap finish %s"
                        .formatted(old.id(), plan.app(), plan.run()));
    }

    static Problem newPairGone(RestorePlan plan, String what) {
        return new Problem(
                "new-pair-gone",
                ExitCode.NEEDS_OPERATOR,
                "The run %s moved the app to what is not there any more: %s."
                        .formatted(plan.run(), what),
                "The old machine and volume may be the only ones that are left, so they were not removed.",
                "See what there is: flysnap rescue " + plan.app());
    }

    static Problem newMachineNotServing(RestorePlan plan, Machine machine) {
        return new Problem(
                "new-machine-not-at-work",
                ExitCode.NEEDS_OPERATOR,
                "The new machine %s is \"%s\", so the old pair was not removed."
                        .formatted(machine.id(), machine.state()),
                "Nothing shows that the app can do without it.",
                "Start it, then: flysnap finish %s; or put the old machine back: flysnap undo %s"
                        .formatted(plan.run(), plan.run()));
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
                "The old volume %s is attached to %s, so it was not removed."
                        .formatted(volume, machine),
                "That is not the machine that this run replaced.",
                "Look at it: fly volumes list --app " + plan.app());
    }

    /** Once a finish has begun, the run cannot be undone. */
    static Problem stopped(RunId run, Problem cause) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what(),
                cause.why() + " The app runs; only the removal of what it left is not done.",
                "Fix the cause, then go on: flysnap continue " + run);
    }

    static Problem alreadyFinished(RestorePlan plan) {
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
