package dev.flysnap.restore.machine;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.IdleCommand;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/** A machine of a restore does not behave as expected. */
public final class MachineProblems {
    /** The name contains the run's id, so this is no coincidence. */
    static Problem nameTaken(RestorePlan plan, Problem cause) {
        return new Problem(
                "machine-name-taken",
                ExitCode.FAILED,
                "The app %s already has a machine with the name %s."
                        .formatted(plan.app(), plan.machine().name()),
                cause.why() + " It is not one that this run made.",
                "See what it is: fly machine list --app %s; then run it again, with a new name"
                        .formatted(plan.app()));
    }

    static Problem neverStarted(AppName app, Machine machine) {
        if (TagKeys.isVerifier(machine)) {
            return verifierNeverStarted(app, machine);
        }
        return new Problem(
                "machine-never-started",
                ExitCode.FAILED,
                "The machine %s of %s did not start; it is \"%s\"."
                        .formatted(machine.id(), app, machine.state()),
                lastEvent(machine),
                "Look at its log: fly logs --app " + app + " --machine " + machine.id());
    }

    /** The machine may be deleted before anybody can read its log. */
    private static Problem verifierNeverStarted(AppName app, Machine machine) {
        return new Problem(
                "machine-never-started",
                ExitCode.FAILED,
                "The verifier on machine %s of %s did not start; it is \"%s\"."
                        .formatted(machine.id(), app, machine.state()),
                "%s Its image, %s, may have no %s."
                        .formatted(
                                lastEvent(machine),
                                machine.config()
                                        .flatMap(it -> it.text("image"))
                                        .orElse("none named"),
                                neededBy(machine)),
                """
                Name an image whose entrypoint is flysnap: --verifier-image IMAGE; or see what it said: \
                fly logs --app %s\
                """
                        .formatted(app));
    }

    static Problem neverStopped(AppName app, Machine machine) {
        return new Problem(
                "machine-never-stopped",
                ExitCode.FAILED,
                "The machine %s of %s did not stop; it is \"%s\"."
                        .formatted(machine.id(), app, machine.state()),
                lastEvent(machine),
                "Stop it yourself: fly machine stop " + machine.id() + " --app " + app);
    }

    static Problem neverSettled(AppName app, Machine machine) {
        return new Problem(
                "machine-never-settled",
                ExitCode.FAILED,
                "The machine %s of %s does not come to rest; it is \"%s\"."
                        .formatted(machine.id(), app, machine.state()),
                lastEvent(machine),
                "Look at it: fly machine status " + machine.id() + " --app " + app);
    }

    static Problem verifierTooSlow(RestorePlan plan, MachineId machine) {
        return new Problem(
                "verifier-too-slow",
                ExitCode.CHECK_NOT_MET,
                "The verifier on %s gave no verdict within %s s."
                        .formatted(machine, plan.timeout().toSeconds()),
                "A check of a large database on a slow volume takes its time.",
                "Give it longer with --timeout, or check less: --verify none");
    }

    static Problem verifierEnded(RestorePlan plan, Machine machine) {
        return new Problem(
                "verifier-ended",
                ExitCode.FAILED,
                "The verifier on " + machine.id() + " ended before its verdict could be read.",
                "%s The image may have no %s: %s."
                        .formatted(
                                lastEvent(machine),
                                neededBy(machine),
                                plan.machine().verifierConfig().text("image").orElse("none named")),
                "Name an image whose entrypoint is flysnap: --verifier-image IMAGE");
    }

    /** What the verifier's machine runs. */
    private static String neededBy(Machine machine) {
        return machine.config().filter(IdleCommand::isIn).isPresent() ? "sh" : "flysnap";
    }

    /** The plan could not know it. */
    static Problem verifierMissing(RestorePlan plan, MachineId machine) {
        return new Problem(
                "verifier-missing",
                ExitCode.FAILED,
                "The image of %s has nothing that could verify the data: %s."
                        .formatted(
                                machine,
                                plan.machine().verifierConfig().text("image").orElse("none named")),
                "It has neither flysnap nor sqlite3, and the app does not get data that nobody looked at.",
                "Name an image whose entrypoint is flysnap: --verifier-image IMAGE; or install sqlite3 in the app's image");
    }

    /** The script of the third verifier. */
    static Problem verifierFailed(RestorePlan plan, MachineId machine, String said) {
        return new Problem(
                "verifier-failed",
                ExitCode.FAILED,
                "The check on %s did not come to a verdict.".formatted(machine),
                "It said: %s. The image is %s."
                        .formatted(
                                said,
                                plan.machine().verifierConfig().text("image").orElse("none named")),
                "Name an image whose entrypoint is flysnap: --verifier-image IMAGE; or see the machine: --keep-failed");
    }

    static Problem verdictUnreadable(RestorePlan plan, MachineId machine, String why) {
        return new Problem(
                "verdict-unreadable",
                ExitCode.FAILED,
                "The verdict on " + machine + " cannot be read.",
                "%s. Perhaps the image %s has another version of flysnap."
                        .formatted(why, plan.machine().verifierConfig().text("image").orElse("")),
                "Use the same version on both sides: --verifier-image IMAGE");
    }

    static Problem notFitForUse(RestorePlan plan, MachineId machine, Verdict verdict) {
        return new Problem(
                "restored-data-bad",
                ExitCode.CHECK_NOT_MET,
                "What " + plan.sourceDescription() + " holds is not fit for use.",
                "The verifier on %s found: %s."
                        .formatted(machine, String.join("; ", verdict.unfitBecause())),
                plan.isMove()
                        ? "The app runs where it was, on that data: repair the database there first"
                        : "Take an older snapshot: flysnap list " + plan.grounds().sourceApp());
    }

    static Problem appEnded(RestorePlan plan, Machine machine) {
        return new Problem(
                "app-ended",
                ExitCode.NEEDS_OPERATOR,
                "The app started on %s and ended; it is \"%s\"."
                        .formatted(machine.id(), machine.state()),
                "%s If somebody stopped it, start it: fly machine start %s --app %s."
                        .formatted(lastEvent(machine), machine.id(), plan.app()),
                "Look at its log: fly logs --app " + plan.app() + " --machine " + machine.id());
    }

    /** Of a machine that is deleted after that. */
    static String endedOnTrial(Machine machine) {
        return "the app started and ended. " + lastEvent(machine);
    }

    static Problem neverHealthy(RestorePlan plan, MachineId machine, String failing) {
        return new Problem(
                "app-never-healthy",
                ExitCode.NEEDS_OPERATOR,
                "The checks of the app on %s did not pass within %s s."
                        .formatted(machine, plan.timeout().toSeconds()),
                "%sThe machine is still cordoned, so it gets no traffic."
                        .formatted(failing.isEmpty() ? "" : failing + ". "),
                "Look at it, then: fly machine uncordon " + machine + " --app " + plan.app());
    }

    private static String lastEvent(Machine machine) {
        // The exit of its process says more than the stop that followed.
        Optional<Machine.Event> exit =
                machine.events().stream().filter(it -> it.exitCode().isPresent()).findFirst();
        return exit.or(() -> machine.events().stream().findFirst())
                .map(present ->
                        "Its last event is %s %s%s."
                                .formatted(
                                        present.type(),
                                        present.status(),
                                        present.exitCode()
                                                .map(code -> ", exit code " + code)
                                                .orElse("")))
                .orElse("It has no events.");
    }

    static Problem metadataNotDeleted(AppName app, MachineId machine, List<String> keys) {
        return new Problem(
                "metadata-stays",
                ExitCode.FAILED,
                "Fly accepted to remove metadata of machine %s, but it is still there: %s."
                        .formatted(machine, keys),
                "With it the next deploy of " + app + " would start the machine again.",
                "See what it bears, then run it again: fly machine status %s --display-config --app %s"
                        .formatted(machine, app));
    }

    public static Problem configMissing(AppName app, Machine machine) {
        return new Problem(
                "machine-config-missing",
                ExitCode.NEEDS_OPERATOR,
                "Fly does not tell the config of machine " + machine.id() + " of " + app + ".",
                "Its host does not answer (host status " + machine.hostStatus() + ").",
                "Try again when the host is back: fly machine status %s --app %s"
                        .formatted(machine.id(), app));
    }

    private MachineProblems() {}
}
