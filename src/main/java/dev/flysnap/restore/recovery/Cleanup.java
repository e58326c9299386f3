package dev.flysnap.restore.recovery;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.machine.LeasedMachines;
import dev.flysnap.restore.machine.MachineLeases;
import dev.flysnap.restore.machine.MachineTransitions;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.UndoPreview;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.TagKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes what runs left behind: what this journal says that they made and did not undo, and
 * temporary machines and volumes by their name. Nothing else, however much it looks like flysnap's.
 */
public final class Cleanup {
    /** Younger ones may be in use by a process that runs right now. */
    private static final Duration MIN_AGE = Duration.ofHours(24);

    private final RunContext context;
    private final Restore restore;

    public Cleanup(RunContext context) {
        this.context = context;
        this.restore = new Restore(context);
    }

    /** Something that can be deleted. */
    public sealed interface Item {
        /** A run that failed or was interrupted before its commit: it is undone. */
        record OfRun(RunRecord run, UndoPreview undo) implements Item {}

        record NamedMachine(Machine machine) implements Item {}

        record NamedVolume(Volume volume) implements Item {}
    }

    /**
     * The result.
     *
     * @param problems what could not be deleted, and what to do about it
     */
    public record Outcome(List<Item> removed, List<Problem> problems) {}

    /**
     * What {@link #run} would delete.
     *
     * @param items what can be deleted
     * @param leftAlone what looks left behind and cannot be deleted, with what to do about it
     */
    public record Plan(AppName app, List<Item> items, List<Problem> leftAlone) {
        public Plan {
            items = List.copyOf(items);
            leftAlone = List.copyOf(leftAlone);
        }
    }

    /** Changes nothing. */
    public Plan plan(AppName app) {
        List<Item> items = new ArrayList<>();
        List<Problem> leftAlone = new ArrayList<>();
        ofRuns(app, items, leftAlone);
        items.addAll(namedMachines(app));
        items.addAll(namedVolumes(app));
        return new Plan(app, items, leftAlone);
    }

    /**
     * Deletes what was shown and nothing else: each item is checked again first, and left alone
     * where it has changed. A failure is reported and does not stop the rest; an interruption does.
     */
    public Outcome run(Plan shown) {
        List<Item> removed = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(shown.leftAlone());
        for (Item item : shown.items()) {
            try {
                if (isUnchanged(shown.app(), item)) {
                    remove(shown.app(), item);
                    removed.add(item);
                } else {
                    problems.add(RecoveryProblems.changedSincePlan(shown.app(), item));
                }
            } catch (FlysnapException e) {
                if (e.problem().exit() == ExitCode.INTERRUPTED) {
                    throw e;
                }
                problems.add(e.problem());
            }
        }
        return new Outcome(List.copyOf(removed), List.copyOf(problems));
    }

    private boolean isUnchanged(AppName app, Item item) {
        return switch (item) {
            case Item.OfRun(RunRecord run, UndoPreview undo) ->
                    isUnfinished(run)
                            && restore.previewUndoOfLeftovers(run).equals(Optional.of(undo));
            case Item.NamedMachine(Machine machine) ->
                    namedMachines(app).stream()
                            .anyMatch(it -> it.machine().id().equals(machine.id()));
            case Item.NamedVolume(Volume volume) ->
                    namedVolumes(app).stream().anyMatch(it -> it.volume().id().equals(volume.id()));
        };
    }

    private void remove(AppName app, Item item) {
        switch (item) {
            case Item.OfRun(RunRecord run, UndoPreview _) -> restore.undo(run);
            case Item.NamedMachine(Machine machine) -> remove(app, machine);
            case Item.NamedVolume(Volume volume) -> remove(app, volume);
        }
    }

    /** A run that ended before its cutover as planned waits for it, and is not cleaned up. */
    private void ofRuns(AppName app, List<Item> items, List<Problem> leftAlone) {
        for (RunRecord run : context.journal().runs(app)) {
            if (!run.kind().makesVolume() || !isUnfinished(run)) {
                continue;
            }
            try {
                restore.previewUndoOfLeftovers(run)
                        .ifPresent(it -> items.add(new Item.OfRun(run, it)));
            } catch (FlysnapException e) {
                leftAlone.add(e.problem());
            }
        }
    }

    /** A run that another process works on is not finished, but not left behind either. */
    private boolean isUnfinished(RunRecord run) {
        RunStatus status = context.journal().status(run.id());
        return (status == RunStatus.FAILED || status == RunStatus.OPEN)
                && !context.journal().isActive(run.id());
    }

    private List<Item.NamedMachine> namedMachines(AppName app) {
        Set<MachineId> holders = machinesWithVolumes(app);
        return context.fly().machines().list(app).stream()
                .filter(it -> TagKeys.isFlysnapName(it.name()) && isOld(it.createdAt()))
                .filter(it -> it.state().isAtRest() && it.hostStatus() == HostStatus.OK)
                .filter(it -> it.mountedVolumes().isEmpty() && !holders.contains(it.id()))
                .filter(it -> !context.fly().machines().isLeased(app, it.id()))
                .map(Item.NamedMachine::new)
                .toList();
    }

    private Set<MachineId> machinesWithVolumes(AppName app) {
        return context.fly().volumes().list(app).stream()
                .filter(it -> !it.state().isDead())
                .flatMap(it -> it.attachedMachine().stream())
                .collect(Collectors.toSet());
    }

    private List<Item.NamedVolume> namedVolumes(AppName app) {
        return context.fly().volumes().list(app).stream()
                .filter(it -> TagKeys.isFlysnapName(it.name().value()) && isOld(it.createdAt()))
                .filter(it -> !it.state().isDead() && it.attachedMachine().isEmpty())
                .map(Item.NamedVolume::new)
                .toList();
    }

    /** An unknown age does not count as old. */
    private boolean isOld(Optional<Instant> createdAt) {
        Instant latest = context.clock().instant().minus(MIN_AGE);
        return createdAt.map(it -> it.isBefore(latest)).orElse(false);
    }

    private void remove(AppName app, Machine machine) {
        try (MachineLeases leases = new MachineLeases(app, context)) {
            LeasedMachines leased = new LeasedMachines(app, leases.context(), leases);
            new MachineTransitions(app, leases.context(), leases, leased, Duration.ofMinutes(10))
                    .remove(machine.id(), false);
        }
    }

    private void remove(AppName app, Volume volume) {
        try {
            Volume _ = context.fly().volumes().delete(app, volume.id());
        } catch (FlyException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
