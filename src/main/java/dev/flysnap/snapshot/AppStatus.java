package dev.flysnap.snapshot;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Optional;

/**
 * How an app stands at a glance.
 *
 * @param volumes the living ones
 * @param rows all snapshots, newest first, those of deleted volumes too
 * @param open runs of this journal that are at work, were interrupted or failed, newest first
 */
public record AppStatus(
        AppName app, List<Volume> volumes, List<SnapshotRow> rows, List<OpenRun> open) {

    /** A run that is not over. */
    public record OpenRun(RunRecord run, RunStatus status) {}

    /** Looks; changes nothing. */
    public static AppStatus of(Workbench bench, AppName app) {
        return new AppStatus(
                app,
                bench.fly().volumes().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList(),
                new SnapshotList(bench).of(app, Optional.empty()),
                open(bench.journal(), app));
    }

    /** The volume's newest finished snapshot. */
    public Optional<SnapshotRow> last(VolumeId volume) {
        return rows.stream()
                .filter(it -> it.volumeId().equals(volume))
                .filter(it -> it.snapshot().status().isFinished())
                .findFirst();
    }

    /** The newest finished one of all, those of deleted volumes too. */
    public Optional<SnapshotRow> last() {
        return rows.stream().filter(it -> it.snapshot().status().isFinished()).findFirst();
    }

    /**
     * A failed create has nothing left to do, a fleet neither; a failed restore may have left
     * something.
     */
    private static List<OpenRun> open(Journal journal, AppName app) {
        return journal.runs().stream()
                .filter(it -> isAbout(it, app))
                .map(it -> new OpenRun(it, journal.status(it.id())))
                .filter(it ->
                        it.status() == RunStatus.OPEN
                                || (it.status() == RunStatus.FAILED
                                        && !it.run().kind().equals(Create.KIND)
                                        && !it.run().kind().equals(Fleet.KIND)))
                .toList();
    }

    private static boolean isAbout(RunRecord run, AppName app) {
        return run.kind().equals(Fleet.KIND)
                ? Fleet.planOf(run).parts().stream().anyMatch(it -> it.request().app().equals(app))
                : run.app().equals(app);
    }
}
