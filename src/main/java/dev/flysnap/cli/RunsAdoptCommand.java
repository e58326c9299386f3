package dev.flysnap.cli;

import dev.flysnap.config.GivenFlags;
import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.RestoreAdoption;
import dev.flysnap.snapshot.Adoption;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreateAdoption;
import dev.flysnap.snapshot.CreateRequest;
import dev.flysnap.snapshot.HoldUntil;
import dev.flysnap.snapshot.Workbench;
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
            "Rebuilds the runs of an app whose journal is lost, from what they left on Fly.",
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
    protected GivenFlags flags() {
        return target.flags(Optional.empty(), hook.hook, hook.via);
    }

    @Override
    protected ExitCode run(Session session) {
        CreateAdoption creates =
                new CreateAdoption(
                        session.bench(),
                        new Create(session.bench(), session.hook()),
                        usual(session));
        List<Adoption> found = new ArrayList<>(creates.adopt());
        found.addAll(new RestoreAdoption(session.bench(), session.app()).adopt());
        print(
                new RecoveryView(
                        session.app(),
                        found,
                        creates.withoutReceipt(),
                        nextCommand(session.bench())));
        long left = found.stream().filter(Adoption.Left.class::isInstance).count();
        if (left > 0) {
            throw partly(session.app(), left).exception();
        }
        return ExitCode.DONE;
    }

    private static Function<RunId, String> nextCommand(Workbench bench) {
        PendingRuns pending = new PendingRuns(bench);
        return run ->
                bench.journal().run(run).map(pending::command).orElse("flysnap runs show " + run);
    }

    private static CreateRequest usual(Session session) {
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

    private static Problem partly(AppName app, long left) {
        return new Problem(
                "adopted-partly",
                ExitCode.PARTLY_DONE,
                "%d thing%s that runs of %s have left could not be adopted."
                        .formatted(left, left == 1 ? "" : "s", app),
                "Fly does not tell what was meant with " + (left == 1 ? "it." : "them."),
                "See above: each has its own next step");
    }
}
