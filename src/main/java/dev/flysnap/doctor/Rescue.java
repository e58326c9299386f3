package dev.flysnap.doctor;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.LooseVolumes;
import dev.flysnap.snapshot.SnapshotList;
import dev.flysnap.snapshot.SnapshotRow;
import dev.flysnap.snapshot.Workbench;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Triage for a bad night. Reads only. */
public final class Rescue {
    private final Workbench bench;

    public Rescue(Workbench bench) {
        this.bench = bench;
    }

    /** Looks at Fly and at the journal, and says what to do first. */
    public Triage look(AppName app) {
        bench.fly().apps().get(app);
        List<Machine> machines =
                bench.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Volume> listed = bench.fly().volumes().list(app);
        List<Volume> volumes = listed.stream().filter(it -> !it.state().isDead()).toList();
        List<Problem> unread = new ArrayList<>();
        Set<VolumeId> unlisted = new HashSet<>();
        List<SnapshotRow> finished =
                rows(app, listed, unread, unlisted).stream()
                        .filter(it -> it.snapshot().status().isFinished())
                        .toList();
        List<Triage.PendingRun> runs = new PendingRuns(bench).of(app, unread);
        Facts facts =
                new Facts(
                        app,
                        bench.clock().instant(),
                        machines,
                        volumes,
                        finished,
                        runs,
                        unread,
                        unlisted,
                        LooseVolumes.of(bench.journal(), app));
        Advice advice = new Advising(facts, RestoreTimes.of(bench, app)).advice();
        return new Triage(app, facts.at(), machines, volumes, facts.newest(), runs, unread, advice);
    }

    /** Newest first. A volume whose snapshots Fly does not list hides none of the others. */
    private List<SnapshotRow> rows(
            AppName app, List<Volume> listed, List<Problem> unread, Set<VolumeId> unlisted) {
        try {
            SnapshotList.Listing listing =
                    new SnapshotList(bench).look(app, Optional.empty(), listed);
            listing.unreadable()
                    .forEach(it -> {
                        unread.add(it.why().problem());
                        unlisted.add(it.id());
                    });
            return listing.rows();
        } catch (FlysnapException e) {
            // Of none at all.
            unread.add(e.problem());
            listed.forEach(it -> unlisted.add(it.id()));
            return List.of();
        }
    }
}
