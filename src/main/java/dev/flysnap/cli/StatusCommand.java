package dev.flysnap.cli;

import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.AppStatus;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap status}. */
@Command(
        name = "status",
        description = {
            "How an app stands: each volume's last snapshot with grade, age and expiry, what all of them cost a month, and the runs that are not over."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap status shop", "  flysnap status --app shop --json"})
final class StatusCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Override
    public void run() {
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            AppStatus status = AppStatus.of(session.bench(), session.app());
            PendingRuns ends = new PendingRuns(session.bench());
            spec.commandLine()
                    .getOut()
                    .println(
                            target.json
                                    ? JsonText.printPretty(json(status, ends::command))
                                    : text(status, ends::command, Instant.now()));
            status.demandAll();
        }
    }

    /**
     * @param ends what brings a run to its end
     */
    static String text(AppStatus status, Function<RunRecord, String> ends, Instant now) {
        List<String> lines = new ArrayList<>();
        if (status.volumes().isEmpty()) {
            lines.add("No volume of " + status.app() + " is there.");
            status.last().ifPresent(it -> lines.addAll(lost(status, it, now)));
        }
        for (Volume volume : status.volumes()) {
            lines.add(PolicyText.of(volume));
            lines.add(
                    "  last snapshot  "
                            + status.last(volume.id())
                                    .map(it -> line(it, now))
                                    .orElse("none: flysnap create " + status.app()));
        }
        lines.add(CostText.of(status.rows()));
        status.open()
                .forEach(it ->
                        lines.add(
                                "%s of %s: %s since %s; next: %s"
                                        .formatted(
                                                it.run().kind(),
                                                it.run().app(),
                                                it.status().name().toLowerCase(Locale.ROOT),
                                                Moments.words(it.run().startedAt()),
                                                ends.apply(it.run()))));
        return String.join("\n", lines);
    }

    /** Whoever sees this has a bad day: it says what is left. */
    private static List<String> lost(AppStatus status, SnapshotRow row, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("  last snapshot  %s, of %s (deleted)".formatted(line(row, now), row.volumeId()));
        row.snapshot()
                .id()
                .ifPresent(it ->
                        lines.add(
                                "  bring it back: flysnap restore %s --app %s --dry-run"
                                        .formatted(it, status.app())));
        return lines;
    }

    private static String line(SnapshotRow row, Instant now) {
        return row.snapshot().id().map(it -> it.value()).orElse("?")
                + ", "
                + SnapshotTable.worth(row)
                + row.snapshot()
                        .createdAt()
                        .map(it -> ", " + SnapshotTable.span(it, now) + " old")
                        .orElse("")
                + row.expiresAt()
                        .map(it -> ", " + SnapshotTable.span(now, it) + " left")
                        .orElse("");
    }

    static Json.Obj json(AppStatus status, Function<RunRecord, String> ends) {
        return Json.Obj.empty()
                .with("app", status.app().value())
                .with(
                        "volumes",
                        new Json.Arr(
                                status.volumes().stream()
                                        .<Json>map(it -> json(status, it))
                                        .toList()))
                .with("total", CostText.json(status.rows()))
                .with(
                        "open_runs",
                        new Json.Arr(
                                status.open().stream()
                                        .<Json>map(
                                                it -> json(it).with("next", ends.apply(it.run())))
                                        .toList()));
    }

    private static Json.Obj json(AppStatus status, Volume volume) {
        Json.Obj json = PolicyText.json(volume);
        return status.last(volume.id())
                .map(it -> json.with("last_snapshot", SnapshotTable.json(it)))
                .orElse(json);
    }

    private static Json.Obj json(AppStatus.OpenRun open) {
        return Json.Obj.empty()
                .with("id", open.run().id().value())
                .with("kind", open.run().kind().word())
                .with("status", open.status().name().toLowerCase(Locale.ROOT))
                .with("started_at", open.run().startedAt().toString());
    }
}
