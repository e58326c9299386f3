package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.status.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether each volume of an app has a snapshot that is good enough: one line each. */
record FreshnessView(AppName app, List<Freshness> volumes, Instant now) implements View {
    private record Document(AppName app, boolean fresh, List<VolumeJson> volumes) {}

    private record VolumeJson(
            VolumeId id,
            VolumeName name,
            boolean fresh,
            Optional<SnapshotId> snapshot,
            Optional<Long> ageSeconds,
            Optional<Grade> grade) {}

    boolean isFresh() {
        return !volumes.isEmpty() && volumes.stream().allMatch(Freshness::isFresh);
    }

    @Override
    public String text() {
        return volumes.isEmpty()
                ? "STALE %s has no volume".formatted(app)
                : String.join("\n", volumes.stream().map(this::line).toList());
    }

    private String line(Freshness volume) {
        String what =
                volume.accepted()
                        .or(volume::newest)
                        .map(it ->
                                "%s%s, %s old, grade %s"
                                        .formatted(
                                                volume.isFresh() ? "" : "the newest is ",
                                                it.snapshot()
                                                        .id()
                                                        .map(SnapshotId::value)
                                                        .orElse("one"),
                                                age(it).map(DurationConverter::text)
                                                        .orElse("unknown"),
                                                Freshness.gradeOf(it)))
                        .orElse("there is no finished snapshot that is good");
        return "%s %s %s (%s): %s"
                .formatted(
                        volume.isFresh() ? "fresh" : "STALE",
                        app,
                        volume.volume().id(),
                        volume.volume().name(),
                        what);
    }

    private Optional<Duration> age(SnapshotRow row) {
        return row.snapshot().createdAt().map(it -> Duration.between(it, now));
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        app,
                        isFresh(),
                        volumes.stream()
                                .map(it -> {
                                    Optional<SnapshotRow> row = it.accepted().or(it::newest);
                                    return new VolumeJson(
                                            it.volume().id(),
                                            it.volume().name(),
                                            it.isFresh(),
                                            row.flatMap(r -> r.snapshot().id()),
                                            row.flatMap(this::age).map(Duration::toSeconds),
                                            row.map(Freshness::gradeOf));
                                })
                                .toList()));
    }
}
