package dev.flysnap.snapshot.catalog;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.VolumeMoves;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The snapshots of an app. Those of a deleted volume can be listed until they expire when its id is
 * known from Fly's list of volumes or from the journal. Source: Fly docs, Snapshots. Those of a
 * volume that Fly has moved count as those of the volume that it is now.
 */
public final class SnapshotList {

    private final RunContext context;

    public SnapshotList(RunContext context) {
        this.context = context;
    }

    /**
     * What could be listed, and what could not.
     *
     * @param rows newest first; unfinished ones without a time come before
     */
    public record Listing(List<SnapshotRow> rows, List<Unreadable> unreadable) {
        /**
         * To be called after the rows were shown.
         *
         * @throws dev.flysnap.problem.FlysnapException (exit 3) if something is missing
         */
        public void requireComplete(AppName app) {
            if (!unreadable.isEmpty()) {
                throw CatalogProblems.listIncomplete(app, unreadable).exception();
            }
        }
    }

    /**
     * A volume whose snapshots Fly does not list at the moment, for example because its host is
     * down.
     *
     * @param volume as Fly describes it; absent when only the journal knows that it was there
     */
    public record Unreadable(VolumeId id, Optional<Volume> volume, FlyException why) {
        boolean isLiving() {
            return volume.filter(it -> !it.state().isDead()).isPresent();
        }
    }

    /**
     * The snapshots of one volume or of all that are known.
     *
     * @throws FlyException if no volume at all could be read, or the token is not allowed to
     */
    public Listing list(AppName app, Optional<VolumeId> only) {
        return list(app, only, context.fly().volumes().list(app));
    }

    /** The same for an app whose volumes were listed a moment ago. */
    public Listing list(AppName app, Optional<VolumeId> only, List<Volume> listed) {
        Map<VolumeId, Optional<Volume>> volumes = new LinkedHashMap<>();
        listed.forEach(it -> volumes.put(it.id(), Optional.of(it)));
        context.journal().volumes(app).forEach(it -> volumes.putIfAbsent(it, Optional.empty()));
        only.ifPresent(id -> volumes.putIfAbsent(id, Optional.empty()));
        VolumeMoves moves = VolumeMoves.of(context, app, listed, volumes.keySet());
        only.ifPresent(id ->
                volumes.keySet().removeIf(it -> !moves.current(it).equals(moves.current(id))));
        Supplier<Set<SnapshotId>> owned =
                memoized(() -> new SnapshotOwnership(context.journal()).ownedByApp(app));
        List<SnapshotRow> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        volumes.forEach((id, volume) -> {
            try {
                List<SnapshotRow> found = rowsOf(app, id, volume, owned);
                Optional<Volume> now = Optional.ofNullable(moves.successors().get(id));
                if (now.isPresent() && !found.isEmpty()) {
                    VolumeMoves.report(context.progress(), app, id, now.get());
                }
                found.forEach(row -> rows.add(now.map(row::movedTo).orElse(row)));
            } catch (FlyException e) {
                if (e.problem().exit() == ExitCode.NOT_AUTHORISED) {
                    throw e;
                }
                unreadable.add(new Unreadable(id, volume, e));
            }
        });
        if (!unreadable.isEmpty() && unreadable.size() == volumes.size()) {
            throw unreadable.getFirst().why();
        }
        rows.sort(newestFirst());
        return new Listing(withDailyOnes(rows), List.copyOf(unreadable));
    }

    /**
     * The same without snapshots older than {@code earliest}.
     *
     * @param earliest absent = all; a snapshot without a time is unfinished, so it is new
     */
    public Listing since(AppName app, Optional<VolumeId> only, Optional<Instant> earliest) {
        Listing all = list(app, only);
        return new Listing(
                all.rows().stream()
                        .filter(row ->
                                !row.snapshot()
                                        .createdAt()
                                        .orElse(Instant.MAX)
                                        .isBefore(earliest.orElse(Instant.MIN)))
                        .toList(),
                all.unreadable());
    }

    private static <T> Supplier<T> memoized(Supplier<T> source) {
        List<T> value = new ArrayList<>(1);
        return () -> {
            if (value.isEmpty()) {
                value.add(source.get());
            }
            return value.getFirst();
        };
    }

    private List<SnapshotRow> rowsOf(
            AppName app, VolumeId id, Optional<Volume> volume, Supplier<Set<SnapshotId>> owned) {
        List<Snapshot> rows = listed(app, id, volume);
        Map<SnapshotId, SnapshotRecord> known = new LinkedHashMap<>();
        rows.stream()
                .flatMap(it -> it.id().stream())
                .flatMap(it -> context.journal().snapshot(it).stream())
                .forEach(it -> known.put(it.snapshot(), it));
        return rows.stream()
                .map(snapshot -> {
                    Optional<SnapshotRecord> receipt =
                            snapshot.id().flatMap(it -> Optional.ofNullable(known.get(it)));
                    return new SnapshotRow(
                            snapshot,
                            id,
                            volume,
                            receipt,
                            origin(snapshot, receipt, owned),
                            snapshot.id().flatMap(context.journal()::check));
                })
                .toList();
    }

    private static SnapshotOrigin origin(
            Snapshot snapshot, Optional<SnapshotRecord> receipt, Supplier<Set<SnapshotId>> owned) {
        if (receipt.isPresent()) {
            return SnapshotOrigin.FLYSNAP;
        }
        if (!snapshot.status().isFinished()) {
            return SnapshotOrigin.UNFINISHED;
        }
        return snapshot.id().filter(owned.get()::contains).isPresent()
                ? SnapshotOrigin.WITHOUT_RECEIPT
                : SnapshotOrigin.NOT_OURS;
    }

    /** Tells Fly's daily ones from the others that are not of this journal. */
    private static List<SnapshotRow> withDailyOnes(List<SnapshotRow> rows) {
        return rows.stream()
                .map(row ->
                        row.origin() == SnapshotOrigin.NOT_OURS
                                ? row.with(
                                        SnapshotOrigin.ofForeign(
                                                row.snapshot(),
                                                foreign(rows, row.volumeId()),
                                                row.volume().flatMap(Volume::dailySnapshots)))
                                : row)
                .toList();
    }

    private static List<Snapshot> foreign(List<SnapshotRow> rows, VolumeId volume) {
        return rows.stream()
                .filter(it -> it.volumeId().equals(volume))
                .filter(it -> it.origin() == SnapshotOrigin.NOT_OURS)
                .map(SnapshotRow::snapshot)
                .toList();
    }

    private List<Snapshot> listed(AppName app, VolumeId id, Optional<Volume> volume) {
        try {
            return context.fly().snapshots().list(app, id);
        } catch (FlyException e) {
            // A deleted volume disappears with its last snapshot.
            boolean isLiving = volume.filter(it -> !it.state().isDead()).isPresent();
            if (!isLiving && e.isNotFound()) {
                return List.of();
            }
            throw e;
        }
    }

    private static Comparator<SnapshotRow> newestFirst() {
        // Comparator.comparing is serializable: java would write its class at each start.
        return (one, other) -> createdAt(other).compareTo(createdAt(one));
    }

    private static Instant createdAt(SnapshotRow row) {
        return row.snapshot().createdAt().orElse(Instant.MAX);
    }
}
