package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The snapshots of an app, as a table that fits 80 columns, or as JSON. */
final class SnapshotTable {
    private static final String ROW = "%-26s %-8s %-16s %4s %9s %6s %4s";
    private static final int STATUS_WIDTH = 8;
    private static final int WIDTH = 80;
    private static final long BYTES_PER_GB = 1L << 30;

    private final AppName app;
    private final List<SnapshotRow> rows;
    private final Instant now;

    SnapshotTable(AppName app, List<SnapshotRow> rows, Instant now) {
        this.app = app;
        this.rows = rows;
        this.now = now;
    }

    String text() {
        if (rows.isEmpty()) {
            return "No snapshots of " + app + ".";
        }
        Map<VolumeId, List<SnapshotRow>> byVolume = new LinkedHashMap<>();
        rows.forEach(
                it -> byVolume.computeIfAbsent(it.volumeId(), id -> new ArrayList<>()).add(it));
        StringBuilder text = new StringBuilder();
        byVolume.forEach((id, snapshots) -> {
            text.append(heading(id, snapshots.getFirst().volume())).append('\n');
            text.append(ROW.formatted("SNAPSHOT", "STATUS", "GRADE", "AGE", "STORED", "OF", "LEFT"))
                    .append('\n');
            snapshots.forEach(it -> text.append(line(it)).append('\n'));
        });
        return text.append(CostText.of(rows)).toString();
    }

    private static String heading(VolumeId id, Optional<Volume> volume) {
        return volume.map(it ->
                        "%s  %s, %d GB, %s%s"
                                .formatted(
                                        id,
                                        it.name(),
                                        it.sizeGb(),
                                        it.region(),
                                        it.state().isDead() ? ", deleted" : ""))
                .orElse(id + "  deleted");
    }

    private String line(SnapshotRow row) {
        String status = row.snapshot().status().value();
        String line =
                ROW.formatted(
                        row.snapshot().id().map(SnapshotId::value).orElse("(no id yet)"),
                        status.length() > STATUS_WIDTH ? "failed" : status,
                        worth(row),
                        row.snapshot().createdAt().map(it -> span(it, now)).orElse("-"),
                        Sizes.words(row.snapshot().storedBytes()),
                        row.snapshot()
                                .volumeBytes()
                                .map(it -> it / BYTES_PER_GB + " GB")
                                .orElse("-"),
                        row.expiresAt().map(it -> span(now, it)).orElse("-"));
        StringBuilder lines = new StringBuilder(line);
        if (status.length() > STATUS_WIDTH) {
            lines.append('\n').append(clipped("  status: " + status));
        }
        if (!row.labels().isEmpty()) {
            lines.append('\n').append(clipped("  " + row.labels()));
        }
        return lines.toString();
    }

    private static String clipped(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
    }

    /** Its grade; or who took it, where there is no receipt. */
    static String worth(SnapshotRow row) {
        return switch (row.origin()) {
            case FLYSNAP -> row.grade().orElse("-");
            case DAILY -> "daily";
            case NOT_OURS -> "not ours";
            case WITHOUT_RECEIPT -> "no receipt";
            case UNFINISHED -> "-";
        };
    }

    static String span(Instant from, Instant to) {
        return Durations.brief(to.isBefore(from) ? Duration.ZERO : Duration.between(from, to));
    }

    Json.Obj json() {
        return Json.Obj.empty()
                .with("app", app.value())
                .with(
                        "snapshots",
                        new Json.Arr(rows.stream().<Json>map(SnapshotTable::json).toList()))
                .with("total", CostText.json(rows));
    }

    static Json.Obj json(SnapshotRow row) {
        Json.Obj json =
                Json.Obj.empty()
                        .withText("id", row.snapshot().id().map(SnapshotId::value))
                        .with("status", row.snapshot().status().value())
                        .with("volume", row.volumeId().value())
                        .with(
                                "volume_deleted",
                                row.volume().map(it -> it.state().isDead()).orElse(true))
                        .withText("region", row.volume().map(it -> it.region().value()))
                        .with("stored_bytes", row.snapshot().storedBytes())
                        .withText("created_at", row.snapshot().createdAt().map(Instant::toString))
                        .withText("expires_at", row.expiresAt().map(Instant::toString))
                        .with("taken_by", row.origin().name().toLowerCase(Locale.ROOT))
                        .withText("grade", row.grade())
                        .withText(
                                "holds_all_before",
                                row.known()
                                        .flatMap(it -> it.receipt().object("times"))
                                        .flatMap(it -> it.text("holds_all_before")))
                        .withText("run", row.known().map(it -> it.run().value()));
        if (!row.labels().isEmpty()) {
            SequencedMap<String, Json> labels = new LinkedHashMap<>();
            row.labels().named().forEach((name, text) -> labels.put(name, new Json.Str(text)));
            json = json.with("labels", new Json.Obj(labels));
        }
        if (row.snapshot().volumeBytes().isPresent()) {
            json = json.with("volume_bytes", row.snapshot().volumeBytes().get());
        }
        return row.snapshot().retentionDays().isPresent()
                ? json.with("retention_days", row.snapshot().retentionDays().get())
                : json;
    }
}
