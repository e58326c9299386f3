package dev.flysnap.snapshot.create;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A snapshot that makes a new one needless: finished, young, and known to this journal with a grade
 * that is good enough. One that Fly took by itself, or another journal's, proves nothing here.
 *
 * @param at when it was finished
 */
public record RecentSnapshot(VolumeId volume, SnapshotId snapshot, Instant at, Grade grade) {

    /**
     * The newest one.
     *
     * @param minGrade absent = any that a receipt has
     * @param maxAge how young it has to be
     */
    public static Optional<RecentSnapshot> of(
            RunContext context,
            AppName app,
            VolumeId volume,
            Optional<Grade> minGrade,
            Duration maxAge) {
        Instant since = context.clock().instant().minus(maxAge);
        return context.fly().snapshots().list(app, volume).stream()
                .filter(it -> it.status().isFinished())
                .filter(it -> it.createdAt().filter(at -> at.isAfter(since)).isPresent())
                .flatMap(it -> known(context, volume, it).stream())
                .filter(it -> minGrade.map(it.grade()::isAtLeast).orElse(true))
                .max(Comparator.comparing(RecentSnapshot::at));
    }

    private static Optional<RecentSnapshot> known(
            RunContext context, VolumeId volume, Snapshot snapshot) {
        Optional<SnapshotId> id = snapshot.id().filter(it -> !context.journal().isKnownToBeBad(it));
        return id.flatMap(context.journal()::snapshot)
                .flatMap(RecentSnapshot::gradeOf)
                .map(it ->
                        new RecentSnapshot(
                                volume, id.orElseThrow(), snapshot.createdAt().orElseThrow(), it));
    }

    private static Optional<Grade> gradeOf(SnapshotRecord known) {
        try {
            return Optional.of(Receipt.read(known.receipt()).grade());
        } catch (MalformedJson ofAnotherVersion) {
            return Optional.empty();
        }
    }
}
