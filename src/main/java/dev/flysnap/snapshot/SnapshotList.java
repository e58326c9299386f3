package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyException;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots of an app. Those of a deleted volume can be listed through their retention when its
 * id is known, from Fly's list of volumes or from the journal. Source: Fly docs, Snapshots.
 */
public final class SnapshotList {
    private static final int NOT_FOUND = 404;

    private final Workbench bench;

    public SnapshotList(Workbench bench) {
        this.bench = bench;
    }

    /**
     * The snapshots of one volume or of all that are known, newest first; unfinished ones without a
     * time lead.
     */
    public List<SnapshotRow> of(AppName app, Optional<VolumeId> only) {
        return of(app, only, bench.fly().volumes().list(app));
    }

    /** The same, of an app whose volumes were listed a moment ago. */
    List<SnapshotRow> of(AppName app, Optional<VolumeId> only, List<Volume> listed) {
        Map<SnapshotId, KnownSnapshot> known = new LinkedHashMap<>();
        bench.journal().snapshots(app).forEach(it -> known.put(it.snapshot(), it));
        Map<VolumeId, Optional<Volume>> volumes = new LinkedHashMap<>();
        listed.forEach(it -> volumes.put(it.id(), Optional.of(it)));
        known.values().forEach(it -> volumes.putIfAbsent(it.volume(), Optional.empty()));
        only.ifPresent(id -> {
            volumes.putIfAbsent(id, Optional.empty());
            volumes.keySet().retainAll(List.of(id));
        });
        List<SnapshotRow> rows = new ArrayList<>();
        volumes.forEach((id, volume) -> rows.addAll(rowsOf(app, id, volume, known)));
        rows.sort(newestFirst());
        return rows;
    }

    /**
     * The same without those that are older.
     *
     * @param earliest absent = all; a snapshot without a time is unfinished, so it is new
     */
    public List<SnapshotRow> since(
            AppName app, Optional<VolumeId> only, Optional<Instant> earliest) {
        return of(app, only).stream()
                .filter(row ->
                        !row.snapshot()
                                .createdAt()
                                .orElse(Instant.MAX)
                                .isBefore(earliest.orElse(Instant.MIN)))
                .toList();
    }

    private List<SnapshotRow> rowsOf(
            AppName app,
            VolumeId id,
            Optional<Volume> volume,
            Map<SnapshotId, KnownSnapshot> known) {
        List<Snapshot> rows = listed(app, id, volume.isPresent());
        List<Snapshot> foreign =
                rows.stream()
                        .filter(it -> it.status().isFinished())
                        .filter(it -> it.id().filter(known::containsKey).isEmpty())
                        .toList();
        return rows.stream()
                .map(snapshot -> {
                    Optional<KnownSnapshot> receipt =
                            snapshot.id().flatMap(it -> Optional.ofNullable(known.get(it)));
                    return new SnapshotRow(
                            snapshot,
                            id,
                            volume,
                            receipt,
                            origin(snapshot, receipt, foreign, volume));
                })
                .toList();
    }

    private static Origin origin(
            Snapshot snapshot,
            Optional<KnownSnapshot> receipt,
            List<Snapshot> foreign,
            Optional<Volume> volume) {
        if (receipt.isPresent()) {
            return Origin.FLYSNAP;
        }
        return snapshot.status().isFinished()
                ? Origin.ofForeign(snapshot, foreign, volume.flatMap(Volume::dailySnapshots))
                : Origin.UNFINISHED;
    }

    private List<Snapshot> listed(AppName app, VolumeId id, boolean listedByFly) {
        try {
            return bench.fly().snapshots().list(app, id);
        } catch (FlyException e) {
            // A volume that only the journal remembers may be gone with its last snapshot.
            if (!listedByFly && e.status().orElse(0) == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static Comparator<SnapshotRow> newestFirst() {
        return Comparator.comparing(
                        (SnapshotRow row) -> row.snapshot().createdAt().orElse(Instant.MAX))
                .reversed();
    }
}
