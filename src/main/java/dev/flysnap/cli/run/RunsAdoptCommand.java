package dev.flysnap.cli.run;

import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.create.CreateRecovery;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap runs adopt}. */
@Command(
        name = "adopt",
        description = {
            "Rebuilds the runs of an app whose journal is lost, from what they left on Fly, and catches up with those that have come further than a shared journal knows.",
            "Changes only the journal. Prints what was adopted, what cannot be, and the next command. Can be repeated."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What a create had proven is lost with its journal: an adopted snapshot is crash-consistent.",
            "",
            "Example:",
            "  flysnap runs adopt --app shop"
        })
final class RunsAdoptCommand extends SessionCommand {
    private static final Duration HOLD_MAX = Duration.ofMillis(1500);
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    @Mixin private HookOptions hook;

    @Override
    protected ConfigFlags flags() {
        return target.flags(Optional.empty(), hook);
    }

    @Override
    protected ExitCode run(FlySession session) {
        CreateRecovery creates =
                new CreateRecovery(
                        session.context(),
                        new Create(session.context(), session.hook()),
                        defaultRequest(session));
        List<RecoveredRun> found = new ArrayList<>(creates.recover());
        found.addAll(new RestoreRecovery(session.context(), session.app()).recover());
        print(
                new RecoveryView(
                        session.app(),
                        found,
                        creates.countWithoutReceipt(),
                        nextCommand(session.context())));
        long left = found.stream().filter(RecoveredRun.NotRecovered.class::isInstance).count();
        if (left > 0) {
            throw partlyAdopted(session.app(), left).exception();
        }
        return ExitCode.DONE;
    }

    private static Function<RunId, String> nextCommand(RunContext context) {
        PendingRuns pending = new PendingRuns(context);
        return run ->
                context.journal()
                        .run(run)
                        .map(pending::nextCommand)
                        .orElse("flysnap runs show " + run);
    }

    private static CreateRequest defaultRequest(FlySession session) {
        return new CreateRequest(
                session.app(),
                Optional.empty(),
                Optional.empty(),
                HoldUntil.QUIESCED,
                HOLD_MAX,
                session.config().databases(),
                Optional.empty(),
                TIMEOUT);
    }

    private static Problem partlyAdopted(AppName app, long left) {
        return new Problem(
                "adopted-partly",
                ExitCode.PARTLY_DONE,
                "%s that runs of %s left on Fly could not be adopted."
                        .formatted(Count.of(left, "item"), app),
                "Fly does not know which run " + (left == 1 ? "it belongs to." : "they belong to."),
                "See above: each has its own next step");
    }
}
