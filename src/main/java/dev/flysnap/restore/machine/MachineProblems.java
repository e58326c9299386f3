package dev.flysnap.restore.machine;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/** The ways in which a machine of a restore does not do what it should. */
public final class MachineProblems {
    /** It is made of the run's id: nobody else takes it by accident. */
    static Problem nameTaken(RestorePlan plan, Problem cause) {
        return new Problem(
                "machine-name-taken",
                ExitCode.FAILED,
                "The app "
                        + plan.app()
                        + " already has a machine with the name "
                        + plan.machine().name()
                        + ".",
                cause.why() + " It is not one that this run made.",
                "See what it is: fly machine list --app "
                        + plan.app()
                        + "; then run it again, with a new name");
    }

    static Problem neverStarted(AppName app, Machine machine) {
        if (TagKeys.isVerifier(machine)) {
            return verifierNeverStarted(app, machine);
        }
        return new Problem(
                "machine-never-started",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " of "
                        + app
                        + " did not start; it is \""
                        + machine.state()
                        + "\".",
                lastWords(machine),
                "Look at its log: fly logs --app " + app + " --machine " + machine.id());
    }

    /** It may be gone by the time that anybody looks for its log. */
    private static Problem verifierNeverStarted(AppName app, Machine machine) {
        return new Problem(
                "machine-never-started",
                ExitCode.FAILED,
                "The verifier on machine "
                        + machine.id()
                        + " of "
                        + app
                        + " did not start; it is \""
                        + machine.state()
                        + "\".",
                lastWords(machine)
                        + " Its image, "
                        + machine.config().flatMap(it -> it.text("image")).orElse("none named")
                        + ", may have no flysnap.",
                "Name an image whose entrypoint is flysnap: --verifier-image IMAGE; or see what it said: fly logs --app "
                        + app);
    }

    static Problem neverStopped(AppName app, Machine machine) {
        return new Problem(
                "machine-never-stopped",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " of "
                        + app
                        + " did not stop; it is \""
                        + machine.state()
                        + "\".",
                lastWords(machine),
                "Stop it by hand: fly machine stop " + machine.id() + " --app " + app);
    }

    static Problem neverSettled(AppName app, Machine machine) {
        return new Problem(
                "machine-never-settled",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " of "
                        + app
                        + " does not come to rest; it is \""
                        + machine.state()
                        + "\".",
                lastWords(machine),
                "Look at it: fly machine status " + machine.id() + " --app " + app);
    }

    static Problem verifierTooSlow(RestorePlan plan, MachineId machine) {
        return new Problem(
                "verifier-too-slow",
                ExitCode.CHECK_NOT_MET,
                "The verifier on "
                        + machine
                        + " gave no verdict within "
                        + plan.timeout().toSeconds()
                        + " s.",
                "A check of a large database on a slow volume takes its time.",
                "Give it longer with --timeout, or check less: --verify none");
    }

    static Problem verifierEnded(RestorePlan plan, Machine machine) {
        return new Problem(
                "verifier-ended",
                ExitCode.FAILED,
                "The verifier on " + machine.id() + " ended before its verdict could be read.",
                lastWords(machine)
                        + " The image may have no flysnap: "
                        + plan.machine().verifierConfig().text("image").orElse("none named")
                        + ".",
                "Name an image whose entrypoint is flysnap: --verifier-image IMAGE");
    }

    static Problem verdictUnreadable(RestorePlan plan, MachineId machine, String why) {
        return new Problem(
                "verdict-unreadable",
                ExitCode.FAILED,
                "The verdict on " + machine + " cannot be read.",
                why
                        + ". Perhaps the image "
                        + plan.machine().verifierConfig().text("image").orElse("")
                        + " has another version of flysnap.",
                "Use the same version on both sides: --verifier-image IMAGE");
    }

    static Problem notFitForUse(RestorePlan plan, MachineId machine, Verdict verdict) {
        return new Problem(
                "restored-data-bad",
                ExitCode.CHECK_NOT_MET,
                "What " + plan.sourceDescription() + " holds is not fit for use.",
                "The verifier on "
                        + machine
                        + " found: "
                        + String.join("; ", verdict.problems())
                        + ".",
                plan.isMove()
                        ? "The app runs where it was, on that data: repair the database there first"
                        : "Take an older snapshot: flysnap list " + plan.grounds().sourceApp());
    }

    static Problem appEnded(RestorePlan plan, Machine machine) {
        return new Problem(
                "app-ended",
                ExitCode.NEEDS_OPERATOR,
                "The app started on "
                        + machine.id()
                        + " and ended; it is \""
                        + machine.state()
                        + "\".",
                lastWords(machine),
                "Look at its log: fly logs --app " + plan.app() + " --machine " + machine.id());
    }

    static Problem neverHealthy(RestorePlan plan, MachineId machine, String failing) {
        return new Problem(
                "app-never-healthy",
                ExitCode.NEEDS_OPERATOR,
                "The checks of the app on "
                        + machine
                        + " did not pass within "
                        + plan.timeout().toSeconds()
                        + " s.",
                (failing.isEmpty() ? "" : failing + ". ")
                        + "The machine is cordoned still, so that nobody is sent to it.",
                "Look at it, then: fly machine uncordon " + machine + " --app " + plan.app());
    }

    private static String lastWords(Machine machine) {
        // How its process ended tells more than that it stands since.
        Optional<Machine.Event> exit =
                machine.events().stream().filter(it -> it.exitCode().isPresent()).findFirst();
        return exit.or(() -> machine.events().stream().findFirst())
                .map(it ->
                        "Its last event is "
                                + it.type()
                                + " "
                                + it.status()
                                + it.exitCode().map(code -> ", exit code " + code).orElse("")
                                + ".")
                .orElse("It has no events.");
    }

    static Problem metadataStays(AppName app, MachineId machine, List<String> keys) {
        return new Problem(
                "metadata-stays",
                ExitCode.FAILED,
                "Fly accepted to remove metadata of machine "
                        + machine
                        + ", but it is still there: "
                        + keys
                        + ".",
                "With it the next deploy of " + app + " would start the machine again.",
                "See what it bears, then run it again: fly machine status "
                        + machine
                        + " --display-config --app "
                        + app);
    }

    public static Problem configMissing(AppName app, Machine machine) {
        return new Problem(
                "machine-config-missing",
                ExitCode.NEEDS_OPERATOR,
                "Fly does not tell the config of machine " + machine.id() + " of " + app + ".",
                "Its host does not answer (host status " + machine.hostStatus() + ").",
                "Try again when the host is back: fly machine status "
                        + machine.id()
                        + " --app "
                        + app);
    }

    private MachineProblems() {}
}
