package dev.flysnap.restore.machine;

import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.hook.sqlite3.ImageToolsProbe;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.sqlite3.Sqlite3Verifier;
import dev.flysnap.restore.verify.IdleCommand;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.MachineConfigs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gets the verdict on the data out of the new machine, by short commands: from flysnap that the
 * machine has booted, or from what an idling machine has to check it with.
 */
final class VerdictReader {
    /** Exec breaks off at 30 s. Source: Fly community, seen. */
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(10);

    /** Starting a check takes longer on a busy disk, and reading it again does no harm. */
    private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(25);

    /** Starts flysnap in a session of its own, once; its end is no verdict. */
    private static final String START_FLYSNAP =
            """
            d=/tmp/flysnap-verify-$1-flysnap
            mkdir "$d" 2>/dev/null || exit 0
            shift
            run='d=$1; shift; flysnap "$@"; echo "@error flysnap ended with exit code $?" >"$d/end"'
            if command -v setsid >/dev/null; then
              setsid sh -c "$run" flysnap-verify "$d" "$@" </dev/null >/dev/null 2>&1 &
            else
              nohup sh -c "$run" flysnap-verify "$d" "$@" </dev/null >/dev/null 2>&1 &
            fi\
            """;

    private static final String READ_FLYSNAP =
            "cat \"$2\" 2>/dev/null || cat \"/tmp/flysnap-verify-$1-flysnap/end\" 2>/dev/null";

    private final RestorePlan plan;
    private final RunContext context;

    VerdictReader(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * @param verifier the machine, as it is now
     */
    Verdict verdict(Machine verifier) {
        MachineId machine = verifier.id();
        try {
            // A recovered run's plan may have another verifier than the one that was booted.
            return IdleCommand.isIn(verifier.config().orElse(plan.machine().verifierConfig()))
                    ? ofIdle(machine)
                    : ofFlysnap(machine, List.of("cat", VerifierConfig.verdictFile(plan.run())));
        } catch (MalformedJson e) {
            throw MachineProblems.verdictUnreadable(plan, machine, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    private Verdict ofFlysnap(MachineId machine, List<String> read) {
        return await(
                machine,
                () ->
                        exec(machine, read, EXEC_LIMIT)
                                .filter(it -> it.exitCode() == 0)
                                .map(it ->
                                        Records.read(
                                                Verdict.class,
                                                JsonText.parse(checked(machine, it)))));
    }

    /** What the image has need not have been known before it was booted. */
    private Verdict ofIdle(MachineId machine) {
        ImageTools tools =
                await(
                        machine,
                        () ->
                                exec(machine, ImageToolsProbe.COMMAND, EXEC_LIMIT)
                                        .map(it ->
                                                ImageToolsProbe.tools(it)
                                                        .orElseThrow(VerdictReader::noTools)));
        if (tools.flysnap()) {
            start(machine);
            return ofFlysnap(
                    machine,
                    List.of(
                            "sh",
                            "-c",
                            READ_FLYSNAP,
                            "flysnap-start",
                            plan.run().value(),
                            VerifierConfig.verdictFile(plan.run())));
        }
        if (tools.sqlite3().isEmpty()) {
            throw MachineProblems.verifierMissing(plan, machine).exception();
        }
        return new Sqlite3Verifier(plan.run(), command -> output(machine, command))
                .verdict(plan.checks(), mountPath());
    }

    private static MalformedJson noTools() {
        return new MalformedJson("The machine does not say what its image has", null);
    }

    private void start(MachineId machine) {
        List<String> command =
                new ArrayList<>(
                        List.of("sh", "-c", START_FLYSNAP, "flysnap-start", plan.run().value()));
        command.addAll(VerifierConfig.arguments(plan.run(), mountPath(), plan.checks()));
        ExecResult _ = await(machine, () -> exec(machine, command, EXEC_LIMIT));
    }

    private String mountPath() {
        return MachineConfigs.mountOf(plan.machine().verifierConfig(), plan.source().volume())
                .flatMap(it -> it.text("path"))
                .orElse("/data");
    }

    private String output(MachineId machine, List<String> command) {
        return await(
                machine,
                () ->
                        exec(machine, command, SCRIPT_LIMIT)
                                .map(it -> checked(machine, it))
                                .filter(it -> !Sqlite3Verifier.isRunning(it)));
    }

    private String checked(MachineId machine, ExecResult result) {
        Optional<String> failure = Sqlite3Verifier.failure(result.stdout());
        if (failure.isPresent() || result.exitCode() != 0) {
            throw MachineProblems.verifierFailed(
                            plan,
                            machine,
                            failure.orElseGet(() ->
                                    "sh ended with exit code %d: %s"
                                            .formatted(result.exitCode(), result.stderr().strip())))
                    .exception();
        }
        return result.stdout();
    }

    private <T> T await(MachineId machine, Supplier<Optional<T>> question) {
        return new MachineShell(plan, context, machine)
                .await(question)
                .orElseThrow(() -> MachineProblems.verifierTooSlow(plan, machine).exception());
    }

    private Optional<ExecResult> exec(MachineId machine, List<String> command, Duration limit) {
        return new MachineShell(plan, context, machine).exec(command, "", limit);
    }
}
