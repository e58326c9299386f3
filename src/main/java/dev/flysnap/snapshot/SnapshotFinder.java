package dev.flysnap.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Optional;

/** Finds the snapshot that is meant: by its id, or the latest finished one. */
public final class SnapshotFinder {
    private final SnapshotList list;

    public SnapshotFinder(Workbench bench) {
        this.list = new SnapshotList(bench);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none with this id, or it is not
     *     finished
     */
    public SnapshotRow byId(AppName app, SnapshotId id, Optional<VolumeId> volume) {
        SnapshotRow row =
                list.of(app, volume).stream()
                        .filter(it -> it.snapshot().id().equals(Optional.of(id)))
                        .findFirst()
                        .orElseThrow(() -> SnapshotProblems.notFound(app, id).exception());
        if (!row.snapshot().status().isFinished()) {
            throw SnapshotProblems.notFinished(id, row.snapshot().status()).exception();
        }
        return row;
    }

    /**
     * The newest finished snapshot of the app's one living volume that has any; with no such
     * volume, of the volume that flysnap snapshotted last; without that, of the only deleted one.
     *
     * @throws dev.flysnap.problem.FlysnapException if nothing is finished, or several volumes could
     *     be meant
     */
    public SnapshotRow latest(AppName app, Optional<VolumeId> volume) {
        List<SnapshotRow> finished =
                list.of(app, volume).stream()
                        .filter(it -> it.snapshot().status().isFinished())
                        .toList();
        if (finished.isEmpty()) {
            throw SnapshotProblems.noneFinished(
                            app, volume.map(it -> "on " + it).orElse("on any volume"))
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
