package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.snapshot.PolicyView;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.CostView;
import dev.flysnap.cli.view.SnapshotJson;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.cli.view.Timestamps;
import dev.flysnap.cli.view.View;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.status.AppStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Volumes, newest snapshots, cost and unfinished runs of an app.
 *
 * @param nextCommand the command that finishes a run
 */
record StatusView(AppStatus status, Function<RunRecord, String> nextCommand, Instant now)
        implements View {
    private record Document(
            AppName app, List<PolicyView.VolumeJson> volumes, Json total, List<OpenRun> openRuns) {}

    private record OpenRun(
            RunId run, String kind, RunStatus status, Instant startedAt, String next) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        if (status.volumes().isEmpty()) {
            lines.add(status.app() + " has no volume.");
            status.latest().ifPresent(row -> lines.addAll(restoreHint(row)));
        }
        for (Volume volume : status.volumes()) {
            lines.add(PolicyView.of(volume));
            lines.add(
                    "  last snapshot  "
                            + status.latest(volume.id())
                                    .map(this::line)
                                    .orElse("none: flysnap create " + status.app()));
        }
        lines.add(CostView.of(status.rows()));
        for (AppStatus.OpenRun open : status.open()) {
            lines.add(
                    "%s of %s: %s since %s; next: %s"
                            .formatted(
                                    open.run().kind(),
                                    open.run().app(),
                                    open.status().name().toLowerCase(Locale.ROOT),
                                    Timestamps.text(open.run().startedAt()),
                                    nextCommand.apply(open.run())));
        }
        return String.join("\n", lines);
    }

    private List<String> restoreHint(SnapshotRow row) {
        List<String> lines = new ArrayList<>();
        lines.add("  last snapshot  %s, of %s (deleted)".formatted(line(row), row.volumeId()));
        row.snapshot()
                .id()
                .ifPresent(id ->
                        lines.add(
                                "  restore it: flysnap restore %s --app %s --dry-run"
                                        .formatted(id, status.app())));
        return lines;
    }

    private String line(SnapshotRow row) {
        return "%s, %s%s%s%s"
                .formatted(
                        row.snapshot().id().map(SnapshotId::value).orElse("?"),
                        SnapshotListView.gradeText(row),
                        row.snapshot()
                                .createdAt()
                                .map(at -> ", " + SnapshotListView.durationText(at, now) + " old")
                                .orElse(""),
                        row.expiresAt()
                                .map(at -> ", " + SnapshotListView.leftText(now, at) + " left")
                                .orElse(""),
                        row.check().map(it -> ", verified " + CheckText.of(it, now)).orElse(""));
    }

    @Override
    public Json.Obj json() {
        return Records.write(
                Document.class,
                new Document(
                        status.app(),
                        status.volumes().stream()
                                .map(volume ->
                                        PolicyView.VolumeJson.of(
                                                volume,
                                                Optional.empty(),
                                                status.latest(volume.id()).map(SnapshotJson::of)))
                                .toList(),
                        CostView.json(status.rows()),
                        status.open().stream().map(this::openRun).toList()));
    }

    private OpenRun openRun(AppStatus.OpenRun open) {
        return new OpenRun(
                open.run().id(),
                open.run().kind().toString(),
                open.status(),
                open.run().startedAt(),
                nextCommand.apply(open.run()));
    }
}
