package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.ImageUse;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.verify.Verifier;
import java.util.Locale;

/** Why a restore stopped early, cannot be read or cannot be undone. */
final class RestoreProblems {
    /**
     * The run failed, and nothing of it is left.
     *
     * @param isPassing whether the cause may pass by itself
     */
    static Problem undone(RestorePlan plan, Problem cause, boolean isPassing) {
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                "%s The run %s is undone: nothing of it is left on Fly."
                        .formatted(cause.why(), plan.run()),
                isPassing
                        ? "Run it again; whether Fly works: https://status.flyio.net"
                        : cause.next());
    }

    /** With {@code --keep-failed} nothing is deleted. */
    static Problem keptAfterFailure(
            RestorePlan plan, RestoreState state, Problem cause, boolean isPassing) {
        String kept =
                state.volume()
                        .map(it -> "Kept as asked: volume %s%s.".formatted(it, machineOf(state)))
                        .orElse("Nothing had been made yet.");
        boolean unattached =
                state.volume().isPresent() && state.machine().isEmpty() && !plan.volumeOnly();
        String warning =
                unattached
                        ? " Do not deploy before it is removed: it has no machine and the app's own volume name, so a deploy could mount it."
                        : "";
        String next =
                state.isBeingUndone()
                        ? "The old machine works again, so this run cannot go on. Look at what is kept, then remove it"
                        : "Look at it, then try on: flysnap continue %s; or remove it"
                                .formatted(plan.run());
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                cause.why() + " " + kept + warning,
                "%s: flysnap undo %s --yes%s"
                        .formatted(next, plan.run(), isPassing ? "" : ". " + cause.next()));
    }

    private static String machineOf(RestoreState state) {
        return state.machine().map(it -> " on machine " + it).orElse("");
    }

    static Problem nothingToUndo(RestorePlan plan) {
        return new Problem(
                "run-left-nothing",
                ExitCode.USAGE,
                "The run %s has nothing to undo.".formatted(plan.run()),
                "It verified %s, and has removed all that it had made."
                        .formatted(plan.sourceDescription()),
                "See what it found: flysnap list " + plan.grounds().sourceApp());
    }

    static Problem otherVersion(RunId run, String why) {
        return new Problem(
                "run-unreadable",
                ExitCode.NEEDS_OPERATOR,
                "The run " + run + " cannot be read.",
                "Another version of flysnap wrote it: " + why + ".",
                "Bring it to its end with that version: flysnap continue %s, or flysnap undo %s"
                        .formatted(run, run));
    }

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

    /** By its own computer it would go on at the right place; from Fly the rest can be seen. */
    static Problem behind(RestorePlan plan, MachineId machine) {
        return new Problem(
                "run-further-than-journal",
                ExitCode.NEEDS_OPERATOR,
                "The run %s has come further than this journal knows: the cutover to machine %s has begun. Nothing was changed."
                        .formatted(plan.run(), machine),
                "Another computer went on with it while the state store was away, and has not sent that yet.",
                "On that computer: flysnap runs; then the same command again. If it is lost, take over what Fly shows: flysnap runs adopt --app "
                        + plan.app());
    }

    /** The host of the machine does not answer, so that Fly does not tell its config. */
    static Problem perhapsBehind(RestorePlan plan, Machine machine) {
        return new Problem(
                "run-perhaps-further",
                ExitCode.NEEDS_OPERATOR,
                "Whether machine %s of the run %s has become the app is not known. Nothing was changed."
                        .formatted(machine.id(), plan.run()),
                "Its host does not answer (host status %s), and another computer that shares this journal may have gone on with the run."
                        .formatted(machine.hostStatus()),
                "Try again when the host is back. If the app certainly runs elsewhere (flysnap rescue %s): fly machine destroy %s --force --app %s; then the same command again"
                        .formatted(plan.app(), machine.id(), plan.app()));
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
        boolean same = second.equals(cause);
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what()
                        + (same
                                ? " Undoing it failed for the same reason."
                                : " Undoing it failed too: " + second.what()),
                same ? cause.why() : cause.why() + " " + second.why(),
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

    /** Before anything is created: the plan has said it. */
    static void requireVerifier(RestorePlan plan) {
        plan.grounds()
                .verifier()
                .filter(it -> it.kind() == Verifier.Kind.NONE)
                .ifPresent(_ -> {
                    throw new Problem(
                                    "verifier-missing",
                                    ExitCode.USAGE,
                                    "Nothing could verify the data of %s, so nothing was created."
                                            .formatted(plan.sourceDescription()),
                                    "The image %s has neither flysnap nor sqlite3."
                                            .formatted(
                                                    plan.grounds()
                                                            .image()
                                                            .map(ImageUse::reference)
                                                            .orElse("of the app")),
                                    "Name an image whose entrypoint is flysnap: --verifier-image IMAGE; or install sqlite3 in the app's image")
                            .exception();
                });
    }

    private RestoreProblems() {}
}
