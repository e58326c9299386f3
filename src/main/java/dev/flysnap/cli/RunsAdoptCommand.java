package dev.flysnap.cli;

import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
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
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap runs adopt}. */
@Command(
        name = "adopt",
        description = {
            "Rebuilds runs of an app whose journal is lost, from what they have left on Fly.",
            "Writes to the journal only. Says what was adopted, what cannot be, and the next command; doing it again does no harm."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What a create proved is lost with its journal: an adopted snapshot is crash-consistent.",
            "",
            "Example:",
            "  flysnap runs adopt --app shop"
        })
final class RunsAdoptCommand implements Runnable {
    private static final Duration HOLD_MAX = Duration.ofMillis(1500);
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    @Spec private CommandSpec spec;

    @Mixin private TargetOptions target;

    @Mixin private HookOptions hook;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (Session session =
                Session.open(
                        target.flags(Optional.empty(), hook.hook, hook.via),
                        spec.commandLine().getErr())) {
            CreateAdoption creates =
                    new CreateAdoption(
                            session.bench(),
                            new Create(session.bench(), session.hook()),
                            usual(session));
            List<Adoption> all = new ArrayList<>(creates.adopt());
            all.addAll(new RestoreAdoption(session.bench(), session.app()).adopt());
            long withoutReceipt = creates.withoutReceipt();
            Function<RunId, String> ends = ends(session.bench());
            out.println(
                    target.json
                            ? JsonText.printPretty(json(session.app(), all, withoutReceipt))
                            : text(session.app(), all, withoutReceipt, ends));
            long left = all.stream().filter(Adoption.Left.class::isInstance).count();
            if (left > 0) {
                throw partly(session.app(), left).exception();
            }
        }
    }

    private static Function<RunId, String> ends(Workbench bench) {
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

    /**
     * @param ends what brings a run to its end that the journal knows
     */
    static String text(
            AppName app, List<Adoption> all, long withoutReceipt, Function<RunId, String> ends) {
        List<String> lines = new ArrayList<>();
        for (Adoption one : all) {
            switch (one) {
                case Adoption.Taken(var run, var kind, String found, String next) -> {
                    lines.add("adopted %s, a %s: %s.".formatted(run, kind, found));
                    lines.add("  next      " + next);
                }
                case Adoption.Known(var run, var kind, RunStatus status) -> {
                    lines.add("known   %s, a %s: %s.".formatted(run, kind, words(status)));
                    if (status == RunStatus.OPEN || status == RunStatus.FAILED) {
                        lines.add("  next      " + ends.apply(run));
                    }
                }
                case Adoption.Left(String what, String why, String next) -> {
                    lines.add("left    " + what);
                    lines.add("  why       " + why);
                    lines.add("  next      " + next);
                }
            }
        }
        if (all.isEmpty()) {
            lines.add("Nothing of an interrupted run was found on Fly at " + app + ".");
        }
        if (withoutReceipt > 0) {
            lines.add(
                    ("%d snapshot%s of no known origin: what may have been proven of them is lost;"
                                    + " each can be restored by its id.")
                            .formatted(withoutReceipt, withoutReceipt == 1 ? " is" : "s are"));
            lines.add("  next      flysnap list " + app);
        }
        return String.join("\n", lines);
    }

    private static Json.Obj json(AppName app, List<Adoption> all, long withoutReceipt) {
        return Json.Obj.empty()
                .with("app", app.value())
                .with(
                        "found",
                        new Json.Arr(all.stream().<Json>map(RunsAdoptCommand::json).toList()))
                .with("snapshots_of_no_known_origin", withoutReceipt);
    }

    private static Json.Obj json(Adoption one) {
        return switch (one) {
            case Adoption.Taken(var run, var kind, String found, String next) ->
                    Json.Obj.empty()
                            .with("state", "adopted")
                            .with("run", run.value())
                            .with("kind", kind.word())
                            .with("found", found)
                            .with("next", next);
            case Adoption.Known(var run, var kind, RunStatus status) ->
                    Json.Obj.empty()
                            .with("state", "known")
                            .with("run", run.value())
                            .with("kind", kind.word())
                            .with("status", words(status));
            case Adoption.Left(String what, String why, String next) ->
                    Json.Obj.empty()
                            .with("state", "left")
                            .with("what", what)
                            .with("why", why)
                            .with("next", next);
        };
    }

    private static String words(RunStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
