package dev.flysnap.restore.finish;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.MachineActivity;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether the machine and the volume that a run has superseded can be deleted: what its
 * cutover replaced, or after an undo what it had made. The app has to be served without them, by a
 * machine that a run of flysnap has put to work: this run's, or a later or earlier one's. Changes
 * nothing.
 */
public final class FinishGuard {
    private final RestorePlan plan;
    private final RunContext context;

    public FinishGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /** The living machines and volumes of the app at one moment. */
    private record Look(List<Machine> machines, List<Volume> volumes) {
        Optional<Machine> machine(MachineId id) {
            return machines.stream().filter(it -> it.id().equals(id)).findFirst();
        }

        Optional<Volume> volume(VolumeId id) {
            return volumes.stream().filter(it -> it.id().equals(id)).findFirst();
        }
    }

    /** The machine that has the app now, and its volume. */
    private record Serving(Machine machine, Volume volume) {}

    /**
     * What would be deleted.
     *
     * @param discardWrites whether what was written to the volume of an undone run may be lost
     * @throws dev.flysnap.problem.FlysnapException if deleting it is not safe
     */
    public FinishPreview preview(RestoreState state, boolean discardWrites) {
        boolean undone = state.isBeingUndone();
        requireEnded(state, undone);
        MachineId superseded =
                state.superseded()
                        .orElseThrow(() -> FinishProblems.nothingReplaced(plan.run()).exception());
        if (new RestoreRoute(plan, state).isFencePending()) {
            throw FinishProblems.fencePending(plan.run(), superseded).exception();
        }
        Look look = look();
        Optional<Machine> machine = look.machine(superseded);
        Optional<Volume> volume = volumeOf(machine, state, look);
        if (machine.isEmpty() && volume.isEmpty()) {
            return FinishPreview.ofNothing(plan.run(), plan.app(), undone);
        }
        Serving serving = requireServing(state, superseded, volume.map(Volume::id), look);
        machine.ifPresent(this::checkAtRest);
        volume.ifPresent(it -> checkVolume(it, superseded));
        if (undone && !discardWrites && !state.isFinishOfUndone()) {
            throw FinishProblems.holdsWrites(plan, state, volume, serving.volume.id()).exception();
        }
        return new FinishPreview(
                plan.run(),
                plan.app(),
                undone,
                machine,
                volume,
                Optional.of(serving.volume.id()),
                notes(state, volume, serving.volume));
    }

    private void requireEnded(RestoreState state, boolean undone) {
        if (!undone && state.lacks(Milestone.IN_SERVICE)) {
            throw FinishProblems.notDone(plan.run()).exception();
        }
        if (undone && state.lacks(Milestone.COMMITTED)) {
            throw FinishProblems.undoneBeforeCutover(plan.run()).exception();
        }
        if (undone
                && !state.isFinishOfUndone()
                && new RestoreRoute(plan, state).undo().isPresent()) {
            throw FinishProblems.undoUnfinished(plan.run()).exception();
        }
    }

    private Look look() {
        return new Look(
                context.fly().machines().list(plan.app()).stream()
                        .filter(it -> !it.state().isDead())
                        .toList(),
                context.fly().volumes().list(plan.app()).stream()
                        .filter(it -> !it.state().isDead())
                        .toList());
    }

    /**
     * The volume that the machine has now, after a move by Fly another one than when it was taken
     * out of service.
     */
    private static Optional<Volume> volumeOf(
            Optional<Machine> machine, RestoreState state, Look look) {
        return machine.flatMap(it -> it.mountedVolumes().stream().findFirst())
                .or(state::supersededVolume)
                .flatMap(look::volume);
    }

    /** The app must run without what is deleted, on data that flysnap knows to be the app's. */
    private Serving requireServing(
            RestoreState state, MachineId superseded, Optional<VolumeId> volume, Look look) {
        Set<MachineId> putToWork = new RestoreHistory(context).putToWork(plan.app());
        List<Serving> serving =
                look.machines.stream()
                        .filter(it -> !it.id().equals(superseded) && MachineActivity.serves(it))
                        .flatMap(it -> servingPair(it, look).stream())
                        .filter(it -> !volume.equals(Optional.of(it.volume.id())))
                        .toList();
        return serving.stream()
                .filter(it -> isPutToWork(it.machine, putToWork))
                .findFirst()
                .orElseThrow(() -> notServed(state, serving, look).exception());
    }

    private Optional<Serving> servingPair(Machine machine, Look look) {
        return look.volumes.stream()
                .filter(it -> it.name().equals(plan.newVolume().name()))
                .filter(it -> it.hostStatus() == HostStatus.OK)
                .filter(it -> ServingMachines.mounts(machine, it))
                .findFirst()
                .map(it -> new Serving(machine, it));
    }

    /** A run of this journal says so, or the machine's tag, where another journal has the run. */
    private static boolean isPutToWork(Machine machine, Set<MachineId> putToWork) {
        return putToWork.contains(machine.id())
                || (TagKeys.isMadeByRun(machine) && RestoreTag.on(machine).isPresent());
    }

    private Problem notServed(RestoreState state, List<Serving> others, Look look) {
        if (!others.isEmpty()) {
            return FinishProblems.unknownMachineServes(plan, others.getFirst().machine);
        }
        Optional<MachineId> expected =
                state.isBeingUndone() ? state.old().map(Machine::id) : state.machine();
        return expected.map(it -> notServedBy(it, look))
                .orElseGet(() -> FinishProblems.undoneToNothing(plan));
    }

    private Problem notServedBy(MachineId expected, Look look) {
        Optional<Machine> machine = look.machine(expected);
        Optional<HostStatus> unreachable =
                machine.map(Machine::hostStatus).filter(it -> it != HostStatus.OK);
        return unreachable
                .map(it -> FinishProblems.hostUnreachable(plan, "machine " + expected, it))
                .or(() -> machine.map(it -> FinishProblems.nobodyServes(plan, it)))
                .orElseGet(() -> FinishProblems.newPairGone(plan, "machine " + expected));
    }

    /** Nobody knows the state of what is on an unreachable host. */
    private void checkHost(String what, HostStatus host) {
        if (host != HostStatus.OK) {
            throw FinishProblems.hostUnreachable(plan, what, host).exception();
        }
    }

    private void checkAtRest(Machine superseded) {
        checkHost("machine " + superseded.id(), superseded.hostStatus());
        if (TagKeys.hasPlatformMetadata(superseded) || !superseded.state().isAtRest()) {
            throw FinishProblems.supersededAtWork(plan, superseded).exception();
        }
    }

    private void checkVolume(Volume volume, MachineId superseded) {
        checkHost("volume " + volume.id(), volume.hostStatus());
        volume.attachedMachine()
                .filter(it -> !it.equals(superseded))
                .ifPresent(machine -> {
                    throw FinishProblems.volumeInUse(plan, volume.id(), machine.value())
                            .exception();
                });
    }

    private List<String> notes(RestoreState state, Optional<Volume> volume, Volume kept) {
        List<String> notes = new ArrayList<>();
        volume.flatMap(it -> LostWrites.of(plan, state).text(it.id(), kept.id()))
                .ifPresent(notes::add);
        volume.filter(_ -> !hasSnapshot(kept))
                .ifPresent(it -> notes.add(FinishProblems.withoutSnapshot(plan.app(), kept.id())));
        return List.copyOf(notes);
    }

    private boolean hasSnapshot(Volume kept) {
        try {
            return context.fly().snapshots().list(plan.app(), kept.id()).stream()
                    .anyMatch(it -> it.status().isFinished());
        } catch (FlyException unread) {
            // Then it is said that none is known.
            return false;
        }
    }
}
