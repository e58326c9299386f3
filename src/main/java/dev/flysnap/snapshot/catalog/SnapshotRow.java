package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot as {@code list} shows it: what Fly says and what flysnap knows.
 *
 * @param volumeId the id that the volume has now, where Fly has moved it
 * @param volume as Fly describes it; absent when only the journal knows that it was there
 * @param known absent for a snapshot that flysnap did not take, such as Fly's daily ones
 * @param origin who took it, as far as that is known
 * @param check whether its data is known to be good or bad; absent = nobody has looked
 */
public record SnapshotRow(
        Snapshot snapshot,
        VolumeId volumeId,
        Optional<Volume> volume,
        Optional<SnapshotRecord> known,
        SnapshotOrigin origin,
        Optional<SnapshotCheck> check) {

    /** The same for a volume that Fly has moved since. */
    SnapshotRow movedTo(Volume now) {
        return new SnapshotRow(snapshot, now.id(), Optional.of(now), known, origin, check);
    }

    SnapshotRow with(SnapshotOrigin other) {
        return new SnapshotRow(snapshot, volumeId, volume, known, other, check);
    }

    /** When Fly will remove it, as far as Fly says. */
    public Optional<Instant> expiresAt() {
        return snapshot.createdAt()
                .flatMap(
                        at -> snapshot.retentionDays().map(days -> at.plus(Duration.ofDays(days))));
    }

    public boolean isKnownToBeBad() {
        return check.filter(SnapshotCheck::isBad).isPresent();
    }

    public Optional<String> grade() {
        return known.flatMap(it -> it.receipt().text("grade"));
    }

    /** The labels that it got when it was taken. */
    public Labels labels() {
        return known.flatMap(it -> it.receipt().object("labels"))
                .map(it -> Records.read(Labels.class, Json.Obj.empty().with("named", it)))
                .orElse(Labels.NONE);
    }
}
