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
import java.util.Map;
import java.util.Optional;

/** The snapshots of an app, as a table that fits 80 columns, or as JSON. */
final class SnapshotTable {
    private static final String ROW = "  %-28s %-9s %-16s %7s %9s";

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
            return "No snapshots of " + app + " yet.";
        }
        Map<VolumeId, List<SnapshotRow>> byVolume = new LinkedHashMap<>();
        rows.forEach(
                it -> byVolume.computeIfAbsent(it.volumeId(), id -> new ArrayList<>()).add(it));
        StringBuilder text = new StringBuilder();
        byVolume.forEach((id, snapshots) -> {
            text.append(heading(id, snapshots.getFirst().volume())).append('\n');
            text.append(ROW.formatted("SNAPSHOT", "STATUS", "GRADE", "AGE", "STORED"))
                    .append("  EXPIRES\n");
            snapshots.forEach(it -> text.append(line(it)).append('\n'));
        });
        return text.toString().stripTrailing();
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
        return ROW.formatted(
                        row.snapshot().id().map(SnapshotId::value).orElse("(no id yet)"),
                        row.snapshot().status(),
                        row.grade().orElse("-"),
                        row.snapshot().createdAt().map(this::age).orElse("-"),
                        Sizes.words(row.snapshot().storedBytes()))
                + "  "
                + row.expiresAt().map(this::until).orElse("-");
    }

    private String age(Instant at) {
        return Durations.words(
                Duration.between(at, now).isNegative() ? Duration.ZERO : Duration.between(at, now));
    }

    private String until(Instant at) {
        return at.isAfter(now) ? "in " + Durations.words(Duration.between(now, at)) : "expired";
    }

    Json.Obj json() {
        return Json.Obj.empty()
                .with("app", app.value())
                .with(
                        "snapshots",
                        new Json.Arr(rows.stream().<Json>map(SnapshotTable::json).toList()));
    }

    private static Json.Obj json(SnapshotRow row) {
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
                        .withText("grade", row.grade())
                        .withText(
                                "holds_all_before",
                                row.known()
                                        .flatMap(it -> it.receipt().object("times"))
                                        .flatMap(it -> it.text("holds_all_before")))
                        .withText("run", row.known().map(it -> it.run().value()));
        if (row.snapshot().volumeBytes().isPresent()) {
            json = json.with("volume_bytes", row.snapshot().volumeBytes().get());
        }
        return row.snapshot().retentionDays().isPresent()
                ? json.with("retention_days", row.snapshot().retentionDays().get())
                : json;
    }
}
