package dev.flysnap.cli.run;

import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.Table;
import dev.flysnap.drill.DrillJudge;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.OrganizationSlug;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.inplace.InPlaceProgress;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.time.TimeText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap runs}: lists the journal's runs, without asking Fly. */
@Command(
        name = "runs",
        description = {
            "Lists flysnap's runs, newest first, and how they ended, without asking Fly.",
            "waiting: restored, and waits for its cutover (continue RUN --cutover). done: what it replaced is still there (undo, finish). finished: that was deleted. not-passed: a drill that ran to its end, and failed.",
            "Only those of the Fly that FLY_FLAPS_BASE_URL chooses: a simulated one has runs of its own."
        },
        mixinStandardHelpOptions = true,
        subcommands = {RunsShowCommand.class, RunsAdoptCommand.class},
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
        try (Journal journal =
                state.journal(
                        new ProblemView(spec, state.json)::warn,
                        spec.commandLine().getErr()::println)) {
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
                        statusText(journal, run),
                        TimeText.of(run.startedAt()));
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

    record RunJson(
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
                    statusText(journal, run),
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

    /** The app of a run, or the number of apps of a fleet. */
    private static String appText(RunRecord run) {
        if (run.kind() != RunKind.FLEET) {
            return run.app().value();
        }
        long apps =
                Fleet.planOf(run).parts().stream().map(it -> it.request().app()).distinct().count();
        return apps == 1 ? run.app().value() : apps + " apps";
    }

    /**
     * A fleet that has failed only in part is {@code partly}, an open run that no process works on
     * {@code interrupted}, a drill that ended {@code passed} or not, a restore that awaits its
     * cutover {@code waiting}, one whose replaced data was deleted {@code finished}.
     */
    static String statusText(Journal journal, RunRecord run) {
        if (Fleet.isPartlyDone(journal, run)) {
            return "partly";
        }
        RunStatus status = journal.status(run.id());
        return switch (status) {
            case OPEN -> journal.isActive(run.id()) ? statusText(status) : "interrupted";
            case DONE -> doneText(journal, run).orElse(statusText(status));
            case FAILED, UNDONE, GIVEN_UP -> statusText(status);
        };
    }

    private static Optional<String> doneText(Journal journal, RunRecord run) {
        RunProgress progress = new RunProgress(journal);
        return switch (run.kind()) {
            case RESTORE, MOVE ->
                    progress.isFinishing(run)
                            ? Optional.of("finished")
                            : progress.awaitingCutover(run).map(_ -> "waiting");
            case IN_PLACE ->
                    new InPlaceProgress(journal).describeSetAside(run).isPresent()
                            ? Optional.empty()
                            : Optional.of("finished");
            case DRILL ->
                    new DrillJudge(journal)
                            .report(run)
                            .map(it -> it.passed() ? "passed" : "not-passed");
            case CREATE, FLEET, VERIFY -> Optional.empty();
        };
    }

    static String statusText(RunStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
