package dev.flysnap.cli.run;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.Timestamps;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.OrganizationSlug;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap runs}: lists the journal's runs, without asking Fly. */
@Command(
        name = "runs",
        description = {
            "Lists flysnap's runs, newest first, and how they ended, without asking Fly.",
            "Only those of the Fly that FLY_FLAPS_BASE_URL chooses: a simulated one has runs of its own."
        },
        mixinStandardHelpOptions = true,
        subcommands = RunsAdoptCommand.class,
        footer = {
            "",
            "Examples:",
            "  flysnap runs",
            "  flysnap runs show run_k3v9x2m7qa",
            "  flysnap runs adopt --app shop"
        })
public final class RunsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private StateOptions state;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (Journal journal = state.journal()) {
            List<RunRecord> runs = journal.runs();
            if (state.json) {
                RunList list =
                        new RunList(runs.stream().map(run -> RunJson.of(run, journal)).toList());
                out.println(JsonText.printPretty(Records.write(RunList.class, list)));
                return;
            }
            if (runs.isEmpty()) {
                out.println("No runs yet in " + journal.directory() + ".");
            }
            Table table = new Table();
            for (RunRecord run : runs) {
                table.row(
                        run.id(),
                        run.kind(),
                        appText(run),
                        statusText(journal, run.id()),
                        Timestamps.text(run.startedAt()));
            }
            if (!runs.isEmpty()) {
                out.println(table.text());
            }
            journal.runsElsewhere()
                    .forEach((api, count) ->
                            out.println("not listed: %d of another Fly, %s".formatted(count, api)));
        }
    }

    private record RunList(List<RunJson> runs) {}

    private record RunJson(
            RunId run,
            String kind,
            AppName app,
            Optional<OrganizationSlug> organization,
            String status,
            Instant startedAt,
            Optional<RunId> parent,
            Optional<List<RunJson>> parts) {
        static RunJson of(RunRecord run, Journal journal) {
            return new RunJson(
                    run.id(),
                    run.kind().toString(),
                    run.app(),
                    run.organization(),
                    statusText(journal, run.id()),
                    run.startedAt(),
                    run.parent(),
                    Optional.of(run)
                            .filter(it -> it.kind() == RunKind.FLEET)
                            .map(present ->
                                    journal.childRuns(present.id()).stream()
                                            .map(part -> of(part, journal))
                                            .toList()));
        }
    }

    @Command(
            name = "show",
            description = "Shows what one run did, step by step.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flysnap runs show run_k3v9x2m7qa"})
    void show(
            @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.") String id,
            @Mixin StateOptions options) {
        PrintWriter out = spec.commandLine().getOut();
        RunId run = OptionParser.parse(spec, id, RunId::new);
        try (Journal journal = options.journal()) {
            RunRecord record = RunProblems.requireRun(journal, run);
            out.println(
                    "%s  %s of %s, %s"
                            .formatted(run, record.kind(), record.app(), statusText(journal, run)));
            record.parent()
                    .ifPresent(it -> out.println("  part of " + it + ": flysnap runs show " + it));
            for (RunEvent event : journal.events(run)) {
                out.println("  " + line(event));
            }
            if (record.kind() == RunKind.FLEET) {
                Table table = new Table();
                for (FleetPlan.Part part : Fleet.planOf(record).parts()) {
                    table.row(
                            "  part " + part.run(),
                            part.request().app(),
                            part.volume().id(),
                            journal.run(part.run()).isPresent()
                                    ? statusText(journal, part.run())
                                    : "not begun");
                }
                out.println(table.text());
            }
        }
    }

    /** The app of a run, or the number of apps of a fleet. */
    private static String appText(RunRecord run) {
        if (run.kind() != RunKind.FLEET) {
            return run.app().value();
        }
        long apps =
                Fleet.planOf(run).parts().stream().map(it -> it.request().app()).distinct().count();
        return apps == 1 ? run.app().value() : apps + " apps";
    }

    private static String statusText(Journal journal, RunId run) {
        return statusText(journal.status(run));
    }

    static String statusText(RunStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names only: steps and effects can hold a machine's config, and that can hold secrets. */
    private static String line(RunEvent event) {
        return switch (event) {
            case RunEvent.TakenUp(int attempt) -> "taken up by process " + attempt;
            case RunEvent.Intended(Json step) -> "about to: " + kind(step);
            case RunEvent.Applied(Json effect) -> "done: " + kind(effect) + milestone(effect);
            case RunEvent.Failed(String code, String what, String _, String next) ->
                    "failed: " + code + ": " + what + " Next: " + next;
            case RunEvent.Ended(var how) -> "ended: " + statusText(how);
        };
    }

    private static String kind(Json json) {
        return json instanceof Json.Obj object ? object.text("kind").orElse("?") : "?";
    }

    private static String milestone(Json json) {
        return json instanceof Json.Obj object
                ? object.text("milestone").map(it -> " " + it).orElse("")
                : "";
    }
}
