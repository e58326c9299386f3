package dev.flysnap.restore;

import dev.flysnap.fly.FlyException;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what runs left behind: what this journal says that they made and did not take back, and
 * throw-away things by their name. Nothing else, however much it looks like ours.
 */
public final class Cleanup {
    private static final String PREFIX = "flysnap_";

    /** Younger ones may belong to somebody who works right now. */
    private static final Duration OLD = Duration.ofHours(24);

    private static final int NOT_FOUND = 404;
    private static final Set<MachineState> AT_REST =
            Set.of(
                    MachineState.CREATED,
                    MachineState.STOPPED,
                    MachineState.SUSPENDED,
                    new MachineState("failed"));

    private final Workbench bench;
    private final Restore restore;

    public Cleanup(Workbench bench) {
        this.bench = bench;
        this.restore = new Restore(bench);
    }

    /** What can go. */
    public sealed interface Item {
        /** A run that failed or was interrupted before its commit: it is undone. */
        record OfRun(RunRecord run, UndoPreview undo) implements Item {}

        record NamedMachine(Machine machine) implements Item {}

        record NamedVolume(Volume volume) implements Item {}
    }

    /**
     * How it ended.
     *
     * @param problems what could not go, with what to do about it
     */
    public record Outcome(List<Item> removed, List<Problem> problems) {}

    /** What {@link #run} would remove; changes nothing. */
    public List<Item> plan(AppName app) {
        List<Item> items = new ArrayList<>(ofRuns(app));
        items.addAll(namedMachines(app));
        items.addAll(namedVolumes(app));
        return List.copyOf(items);
    }

    /** Removes it; what fails is told, and the rest goes all the same. */
    public Outcome run(AppName app) {
        List<Item> removed = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        ofRuns(app).forEach(it -> tried(app, it, removed, problems));
        namedMachines(app).forEach(it -> tried(app, it, removed, problems));
        // Looked for now: a volume may have been attached to one of those machines.
        namedVolumes(app).forEach(it -> tried(app, it, removed, problems));
        return new Outcome(List.copyOf(removed), List.copyOf(problems));
    }

    private void tried(AppName app, Item item, List<Item> removed, List<Problem> problems) {
        try {
            switch (item) {
                case Item.OfRun(RunRecord run, UndoPreview _) -> restore.undo(run);
                case Item.NamedMachine(Machine machine) -> remove(app, machine);
                case Item.NamedVolume(Volume volume) -> remove(app, volume);
            }
            removed.add(item);
        } catch (FlysnapException e) {
            problems.add(e.problem());
        }
    }

    /** One that ended before its cutover as planned waits for it; that is nothing to clean. */
    private List<Item.OfRun> ofRuns(AppName app) {
        List<Item.OfRun> found = new ArrayList<>();
        for (RunRecord run : bench.journal().runs()) {
            if (!Restore.isKindOf(run) || !run.app().equals(app) || !isUnfinished(run)) {
                continue;
            }
            restore.leftBehind(run).ifPresent(it -> found.add(new Item.OfRun(run, it)));
        }
        return found;
    }

    private boolean isUnfinished(RunRecord run) {
        RunStatus status = bench.journal().status(run.id());
        return status == RunStatus.FAILED || status == RunStatus.OPEN;
    }

    private List<Item.NamedMachine> namedMachines(AppName app) {
        return bench.fly().machines().list(app).stream()
                .filter(it -> it.name().startsWith(PREFIX) && isOld(it.createdAt()))
                .filter(it -> AT_REST.contains(it.state()) && it.hostStatus() == HostStatus.OK)
                .filter(it -> !bench.fly().machines().isLeased(app, it.id()))
                .map(Item.NamedMachine::new)
                .toList();
    }

    private List<Item.NamedVolume> namedVolumes(AppName app) {
        return bench.fly().volumes().list(app).stream()
                .filter(it -> it.name().value().startsWith(PREFIX) && isOld(it.createdAt()))
                .filter(it -> !it.state().isDead() && it.attachedMachine().isEmpty())
                .map(Item.NamedVolume::new)
                .toList();
    }

    /** Of unknown age is not old. */
    private boolean isOld(Optional<Instant> createdAt) {
        Instant latest = bench.clock().instant().minus(OLD);
        return createdAt.map(it -> it.isBefore(latest)).orElse(false);
    }

    private void remove(AppName app, Machine machine) {
        try (MachineLeases leases = new MachineLeases(app, bench)) {
            MachineChanges changes = new MachineChanges(app, leases.bench(), leases);
            new MachineWaits(app, leases.bench(), leases, changes, Duration.ofMinutes(10))
                    .remove(machine.id(), false);
        }
    }

    private void remove(AppName app, Volume volume) {
        try {
            Volume _ = bench.fly().volumes().delete(app, volume.id());
        } catch (FlyException e) {
            if (e.status().orElse(0) != NOT_FOUND) {
                throw e;
            }
        }
    }
}
