package dev.flysnap.doctor.triage;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.DatabaseSize;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.LargerSnapshot;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says for {@code doctor} which older snapshot holds much more than there is now. Reads only. */
public final class LargerData {
    private static final String CHECK = "data";
    private static final long PAGE_BYTES = 4096;

    /** Of those with the newest snapshots: each costs a call. */
    private static final int MAX_VOLUMES = 10;

    private final RunContext context;

    public LargerData(RunContext context) {
        this.context = context;
    }

    /**
     * Empty if nothing became much smaller, as far as receipts and the hook tell.
     *
     * @param hook tells how large the databases are now
     */
    public List<Finding> findings(AppName app, Optional<QuiescerFactory> hook) {
        List<SnapshotRecord> known = context.journal().snapshots(app);
        if (known.isEmpty()) {
            return List.of();
        }
        try {
            List<SnapshotRecord> kept = kept(app, known);
            List<LargerSnapshot> larger = new ArrayList<>(LargerSnapshot.find(kept));
            if (larger.isEmpty()) {
                hook.ifPresent(it -> larger.addAll(thanNow(app, kept, it)));
            }
            return larger.stream().map(it -> Finding.toDo(CHECK, it.text(), it.command())).toList();
        } catch (FlyException notAnswered) {
            // The other checks say that already.
            return List.of();
        }
    }

    /** Those that Fly still has, and that are not known to be bad. */
    private List<SnapshotRecord> kept(AppName app, List<SnapshotRecord> known) {
        Map<VolumeId, Set<SnapshotId>> listed = new HashMap<>();
        return known.stream()
                .filter(it -> !context.journal().isKnownToBeBad(it.snapshot()))
                .filter(it -> listed.size() < MAX_VOLUMES || listed.containsKey(it.volume()))
                .filter(it ->
                        listed.computeIfAbsent(it.volume(), volume -> ids(app, volume))
                                .contains(it.snapshot()))
                .toList();
    }

    private Set<SnapshotId> ids(AppName app, VolumeId volume) {
        try {
            return context.fly().snapshots().list(app, volume).stream()
                    .flatMap(it -> it.id().stream())
                    .collect(Collectors.toSet());
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return Set.of();
            }
            throw e;
        }
    }

    private List<LargerSnapshot> thanNow(
            AppName app, List<SnapshotRecord> known, QuiescerFactory hook) {
        List<LargerSnapshot> larger = new ArrayList<>();
        for (Volume volume : context.fly().volumes().list(app)) {
            volume.attachedMachine()
                    .filter(_ -> !volume.state().isDead())
                    .map(it -> context.fly().machines().get(app, it))
                    .filter(it -> it.state().equals(MachineState.STARTED))
                    .map(it -> sizes(app, it, hook))
                    .flatMap(now -> LargerSnapshot.find(known, volume.name(), now))
                    .ifPresent(larger::add);
        }
        return larger;
    }

    private static List<DatabaseSize> sizes(AppName app, Machine machine, QuiescerFactory hook) {
        try (Quiescer reached = hook.reach(app, machine)) {
            return reached.status().databases().stream()
                    .filter(StatusAnswer.DatabaseStatus::present)
                    .flatMap(database ->
                            database.bytes().map(bytes -> size(database, bytes)).stream())
                    .toList();
        } catch (FlysnapException notReached) {
            // The check of the hook says why.
            return List.of();
        }
    }

    /** What is in the WAL counts too: it may not be in the file yet. */
    private static DatabaseSize size(StatusAnswer.DatabaseStatus database, long bytes) {
        return new DatabaseSize(
                database.name(),
                database.path(),
                (bytes + database.walBytes().orElse(0L)) / PAGE_BYTES,
                Optional.of(PAGE_BYTES),
                Optional.empty());
    }
}
