package dev.flysnap.snapshot.catalog;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.Labels;
import java.time.Instant;

/** How a snapshot of an app is chosen. */
public sealed interface SnapshotChoice {
    SnapshotChoice LATEST = new Latest();

    record ById(SnapshotId id) implements SnapshotChoice {}

    /** The newest finished one. */
    record Latest() implements SnapshotChoice {}

    /** The newest one that was finished at or before a moment, by the time that Fly gives it. */
    record At(Instant moment) implements SnapshotChoice {}

    /** The newest finished one that has all these labels. */
    record Labelled(Labels labels) implements SnapshotChoice {}
}
