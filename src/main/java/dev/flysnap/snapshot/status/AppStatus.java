package dev.flysnap.snapshot.status;

import static java.util.stream.Collectors.toSet;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The state of an app at a glance.
 *
 * @param machines the living ones
 * @param volumes the living ones
 * @param rows all snapshots, newest first, those of deleted volumes too
 * @param unreadable volumes whose snapshots could not be listed
 * @param open runs of this journal that are running, interrupted or failed, newest first
 */
public record AppStatus(
        AppName app,
        List<Machine> machines,
        List<Volume> volumes,
        List<SnapshotRow> rows,
        List<SnapshotList.Unreadable> unreadable,
        List<OpenRun> open) {

    /** A run that is not over. */
    public record OpenRun(RunRecord run, RunStatus status) {}

    /** Reads only; changes nothing. */
    public static AppStatus of(RunContext context, AppName app) {
        List<Volume> listed = context.fly().volumes().list(app);
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        SnapshotList.Listing listing =
                new SnapshotList(context).list(app, Optional.empty(), listed);
        return new AppStatus(
                app,
                machines,
                listed.stream().filter(it -> !it.state().isDead()).toList(),
                listing.rows(),
                listing.unreadable(),
                open(context.journal(), app));
    }

    /**
     * To be called after everything was shown.
     *
     * @throws dev.flysnap.problem.FlysnapException (exit 3) if something is missing
     */
    public void requireComplete() {
        new SnapshotList.Listing(rows, unreadable).requireComplete(app);
    }

    /** The volume's newest finished snapshot. */
    public Optional<SnapshotRow> latest(VolumeId volume) {
        return rows.stream()
                .filter(it -> it.volumeId().equals(volume))
                .filter(it -> it.snapshot().status().isFinished())
                .findFirst();
    }

    /** The newest finished one of all, those of deleted volumes too. */
    public Optional<SnapshotRow> latest() {
        return rows.stream().filter(it -> it.snapshot().status().isFinished()).findFirst();
    }

    /**
     * A failed create has nothing left to do, unless the outcome of its request is not known or the
     * volume's retention is not restored; a fleet depends on its parts. A failed restore may have
     * left something.
     */
    private static List<OpenRun> open(Journal journal, AppName app) {
        Set<RunId> own = journal.runs(app).stream().map(RunRecord::id).collect(toSet());
        return journal.runs().stream()
                .filter(it -> own.contains(it.id()) || isFleetWith(it, app))
                .map(it -> new OpenRun(it, journal.status(it.id())))
                .filter(openRun ->
                        switch (openRun.status()) {
                            case OPEN -> true;
                            case FAILED -> isUnfinished(journal, openRun.run());
                            case DONE, UNDONE, GIVEN_UP -> false;
                        })
                .toList();
    }

    private static boolean isUnfinished(Journal journal, RunRecord run) {
        try {
            return switch (run.kind()) {
                case CREATE -> Create.isUnfinished(journal, run);
                case FLEET ->
                        journal.childRuns(run.id()).stream()
                                .filter(it -> journal.status(it.id()) == RunStatus.FAILED)
                                .anyMatch(it -> isUnfinished(journal, it));
                case RESTORE, VERIFY, DRILL, MOVE, IN_PLACE -> true;
            };
        } catch (MalformedJson otherVersion) {
            return true;
        }
    }

    private static boolean isFleetWith(RunRecord run, AppName app) {
        try {
            return run.kind() == RunKind.FLEET
                    && Fleet.planOf(run).parts().stream()
                            .anyMatch(it -> it.request().app().equals(app));
        } catch (MalformedJson otherVersion) {
            return false;
        }
    }
}
