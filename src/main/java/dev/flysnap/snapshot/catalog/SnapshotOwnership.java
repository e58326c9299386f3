package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which snapshots belong to the runs of this journal, including unfinished runs. */
public final class SnapshotOwnership {
    private final Journal journal;

    public SnapshotOwnership(Journal journal) {
        this.journal = journal;
    }

    /** Whether the snapshot belongs to another run than {@code run}. */
    public boolean isOwnedByAnotherRun(AppName app, Volume volume, SnapshotId id, RunId run) {
        Optional<RunId> owner = journal.snapshot(id).map(SnapshotRecord::run);
        return owner.isPresent()
                ? !owner.get().equals(run)
                : journal.runs(RunKind.CREATE, app).stream()
                        .filter(it -> !it.id().equals(run) && mayBeOf(it, volume))
                        .anyMatch(it -> ownedByRun(it.id()).contains(id));
    }

    /** The snapshots of the app's creates, finished or not. */
    public Set<SnapshotId> ownedByApp(AppName app) {
        Set<SnapshotId> all = new LinkedHashSet<>();
        journal.runs(RunKind.CREATE, app).forEach(it -> all.addAll(ownedByRun(it.id())));
        return all;
    }

    /** By name: Fly may have moved the volume since. */
    private static boolean mayBeOf(RunRecord run, Volume volume) {
        try {
            return CreatePlan.of(run).volume().name().equals(volume.name());
        } catch (MalformedJson otherVersion) {
            // Its snapshots are checked anyway.
            return true;
        }
    }

    private Set<SnapshotId> ownedByRun(RunId run) {
        try {
            CreateState state = CreateState.of(journal, run);
            Set<SnapshotId> ids = new LinkedHashSet<>();
            state.snapshot().ifPresent(ids::add);
            state.requested().flatMap(CreateEffect.Requested::hint).ifPresent(ids::add);
            return ids;
        } catch (MalformedJson otherVersion) {
            // Its receipt, if there is one, was checked before.
            return Set.of();
        }
    }
}
