package dev.flysnap.cli.view;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;

/** A snapshot in a JSON document. */
public record SnapshotJson(
        Optional<SnapshotId> id,
        SnapshotStatus status,
        VolumeId volume,
        boolean volumeDeleted,
        Optional<Region> region,
        long storedBytes,
        Optional<Instant> createdAt,
        Optional<Instant> expiresAt,
        SnapshotOrigin takenBy,
        Optional<String> grade,
        Optional<String> holdsAllBefore,
        Optional<RunId> run,
        Optional<SequencedMap<String, String>> labels,
        Optional<Long> volumeBytes,
        Optional<Integer> retentionDays,
        Optional<CheckJson> verified) {
    public static SnapshotJson of(SnapshotRow row) {
        return new SnapshotJson(
                row.snapshot().id(),
                row.snapshot().status(),
                row.volumeId(),
                row.volume().map(it -> it.state().isDead()).orElse(true),
                row.volume().map(it -> it.region()),
                row.snapshot().storedBytes(),
                row.snapshot().createdAt(),
                row.expiresAt(),
                row.origin(),
                row.grade(),
                row.known()
                        .flatMap(it -> it.receipt().object("times"))
                        .flatMap(it -> it.text("holds_all_before")),
                row.known().map(SnapshotRecord::run),
                Optional.of(row.labels().named()).filter(it -> !it.isEmpty()),
                row.snapshot().volumeBytes(),
                row.snapshot().retentionDays(),
                row.check().map(CheckJson::of));
    }
}
