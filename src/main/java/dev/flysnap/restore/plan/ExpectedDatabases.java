package dev.flysnap.restore.plan;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Grade;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.tags.MachineConfigs;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The databases that must be on a volume that is made from a snapshot: those of its receipt. One
 * without a receipt (Fly's own daily one) must have those that an earlier snapshot of the volume
 * had, because a database whose header is damaged cannot be told from a file that never was one.
 * Pure.
 */
final class ExpectedDatabases {

    /**
     * @param known what the journal knows of the app's snapshots
     * @param mountPath where the new machine is going to mount the volume
     */
    static List<ExpectedDatabase> of(
            SnapshotRow row,
            RestoreRequest request,
            List<SnapshotRecord> known,
            Optional<String> mountPath) {
        Optional<Json.Obj> own =
                row.known()
                        .map(SnapshotRecord::receipt)
                        .or(() -> request.source().receipt().map(it -> it.receipt().json()));
        if (own.isPresent()) {
            Optional<Json.Obj> machine =
                    row.known()
                            .flatMap(SnapshotRecord::machine)
                            .or(() -> request.source().receipt().flatMap(ReceiptFile::machine));
            Optional<String> path = mountPath(machine, row.volumeId()).or(() -> mountPath);
            List<ExpectedDatabase> before =
                    lastBefore(row, known).map(ExpectedDatabases::earlier).orElse(List.of());
            return databasesOf(own.get()).stream()
                    .map(it -> it.mountedAt(path))
                    .map(database -> before.stream().reduce(database, ExpectedDatabase::asLargeAs))
                    .map(it -> asProven(it, gradeOf(own.get())))
                    .toList();
        }
        return request.checks().verify() == CheckDepth.NONE
                ? List.of()
                : lastBefore(row, known)
                        .map(snapshot ->
                                earlier(snapshot).stream()
                                        .map(database ->
                                                database.mountedAt(
                                                        mountPath(
                                                                        snapshot.machine(),
                                                                        snapshot.volume())
                                                                .or(() -> mountPath)))
                                        .toList())
                        .orElse(List.of());
    }

    private static List<ExpectedDatabase> earlier(SnapshotRecord taken) {
        return databasesOf(taken.receipt()).stream()
                .map(ExpectedDatabase::withoutContent)
                .map(it -> it.fromEarlierSnapshot(taken.snapshot()))
                .toList();
    }

    /** A later one may name databases that were not there yet. */
    private static Optional<SnapshotRecord> lastBefore(
            SnapshotRow row, List<SnapshotRecord> known) {
        Optional<Instant> at = row.snapshot().createdAt();
        return known.stream()
                .filter(it -> it.volume().equals(row.volumeId()))
                .filter(it -> at.filter(it.takenAt()::isBefore).isPresent())
                .max(Comparator.comparing(SnapshotRecord::takenAt));
    }

    private static List<ExpectedDatabase> databasesOf(Json.Obj receipt) {
        return receipt.objects("databases").stream()
                .map(it -> Records.read(ExpectedDatabase.class, it))
                .toList();
    }

    /**
     * Only where writers were off until the snapshot was there must they be the same to the schema:
     * after a plain quiesce the app may have migrated before the snapshot was taken. And an app
     * that is stopped writes its last rows after they were counted.
     */
    private static ExpectedDatabase asProven(ExpectedDatabase database, Optional<Grade> grade) {
        if (grade.filter(it -> it.isAtLeast(Grade.HELD)).isEmpty()) {
            return database.allowingChanges();
        }
        return grade.equals(Optional.of(Grade.HELD)) ? database : database.withoutCounts();
    }

    private static Optional<Grade> gradeOf(Json.Obj receipt) {
        return receipt.text("grade").map(Grade::of);
    }

    private static Optional<String> mountPath(Optional<Json.Obj> machine, VolumeId volume) {
        return machine.map(it -> Records.read(Machine.class, it))
                .flatMap(Machine::config)
                .flatMap(it -> MachineConfigs.mountOf(it, volume))
                .flatMap(it -> it.text("path"));
    }

    private ExpectedDatabases() {}
}
