package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.KnownSnapshot;
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
 * A snapshot as {@code list} shows it: what Fly says, and what flysnap knows.
 *
 * @param volume as Fly describes it; absent when only the journal knows that it was there
 * @param known absent for a snapshot that another took, Fly's own daily ones among them
 * @param origin who took it, as far as that can be told
 */
public record SnapshotRow(
        Snapshot snapshot,
        VolumeId volumeId,
        Optional<Volume> volume,
        Optional<KnownSnapshot> known,
        SnapshotOrigin origin) {

    /** When Fly will remove it, as far as Fly says. */
    public Optional<Instant> expiresAt() {
        return snapshot.createdAt()
                .flatMap(
                        at -> snapshot.retentionDays().map(days -> at.plus(Duration.ofDays(days))));
    }

    public Optional<String> grade() {
        return known.flatMap(it -> it.receipt().text("grade"));
    }

    /** What was said of it when it was taken. */
    public Labels labels() {
        return known.flatMap(it -> it.receipt().object("labels"))
                .map(it -> Records.read(Labels.class, Json.Obj.empty().with("named", it)))
                .orElse(Labels.NONE);
    }
}
