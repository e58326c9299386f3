package dev.flysnap.snapshot;

import dev.flysnap.hook.Labels;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the snapshot that is meant, among all volumes that are or were the app's. */
public final class SnapshotFinder {
    private final Workbench bench;
    private final SnapshotList list;

    public SnapshotFinder(Workbench bench) {
        this.bench = bench;
        this.list = new SnapshotList(bench);
    }

    /**
     * @param volume whose snapshots are meant, where somebody said it
     * @throws dev.flysnap.problem.FlysnapException if there is none, it is not finished, or several
     *     volumes could be meant
     */
    public SnapshotRow find(AppName app, SnapshotChoice choice, Optional<VolumeId> volume) {
        return find(app, choice, volume, bench.fly().volumes().list(app));
    }

    /**
     * The same, of an app whose volumes were listed a moment ago.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, it is not finished, or several
     *     volumes could be meant
     */
    public SnapshotRow find(
            AppName app, SnapshotChoice choice, Optional<VolumeId> volume, List<Volume> volumes) {
        List<SnapshotRow> rows = list.of(app, volume, volumes);
        return switch (choice) {
            case SnapshotChoice.ById(SnapshotId id) -> byId(app, id, rows);
            case SnapshotChoice.Latest() -> newest(app, volume, rows, _ -> true, "");
            case SnapshotChoice.At(Instant moment) ->
                    newest(
                            app,
                            volume,
                            rows,
                            row ->
                                    row.snapshot()
                                            .createdAt()
                                            .map(it -> !it.isAfter(moment))
                                            .orElse(false),
                            " from " + moment + " or before");
            case SnapshotChoice.Labelled(Labels labels) ->
                    newest(
                            app,
                            volume,
                            rows,
                            row -> row.labels().has(labels),
                            " with the label " + labels);
        };
    }

    private static SnapshotRow byId(AppName app, SnapshotId id, List<SnapshotRow> rows) {
        SnapshotRow row =
                rows.stream()
                        .filter(it -> it.snapshot().id().equals(Optional.of(id)))
                        .findFirst()
                        .orElseThrow(() -> SnapshotProblems.notFound(app, id).exception());
        if (!row.snapshot().status().isFinished()) {
            throw SnapshotProblems.notFinished(id, row.snapshot().status()).exception();
        }
        return row;
    }

    /**
     * Of the app's one living volume that has any; with no such volume, of the volume that flysnap
     * snapshotted last; without that, of the only deleted one.
     */
    private static SnapshotRow newest(
            AppName app,
            Optional<VolumeId> volume,
            List<SnapshotRow> rows,
            Predicate<SnapshotRow> wanted,
            String wantedWords) {
        List<SnapshotRow> finished =
                rows.stream()
                        .filter(it -> it.snapshot().status().isFinished())
                        .filter(wanted)
                        .toList();
        if (finished.isEmpty()) {
            throw SnapshotProblems.noneFinished(
                            app, volume.map(it -> "on " + it).orElse("on any volume") + wantedWords)
                    .exception();
        }
        VolumeId lineage = volume.orElseGet(() -> lineage(app, finished));
        return finished.stream()
                .filter(it -> it.volumeId().equals(lineage))
                .findFirst()
                .orElseThrow();
    }

    private static VolumeId lineage(AppName app, List<SnapshotRow> finished) {
        List<Volume> volumes =
                finished.stream().flatMap(it -> it.volume().stream()).distinct().toList();
        List<Volume> living = volumes.stream().filter(it -> !it.state().isDead()).toList();
        if (living.size() == 1) {
            return living.getFirst().id();
        }
        if (living.size() > 1) {
            throw SnapshotProblems.whichLineage(app, living).exception();
        }
        Optional<SnapshotRow> newestOfOurs =
                finished.stream().filter(it -> it.known().isPresent()).findFirst();
        if (newestOfOurs.isPresent()) {
            return newestOfOurs.get().volumeId();
        }
        if (volumes.size() > 1) {
            throw SnapshotProblems.whichLineage(app, volumes).exception();
        }
        return finished.getFirst().volumeId();
    }
}
