package dev.flysnap.restore.run;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.MachineActivity;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.TagKeys;
import java.util.Optional;

/**
 * Checks whether the machine and the volume that a cutover replaced can be deleted. Changes
 * nothing.
 */
final class FinishGuard {
    private final RestorePlan plan;
    private final RunContext context;

    FinishGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * What would be deleted.
     *
     * @throws dev.flysnap.problem.FlysnapException if deleting it is not safe
     */
    FinishPreview preview(RestoreState state) {
        if (state.lacks(Milestone.IN_SERVICE) || state.isBeingUndone()) {
            throw FinishProblems.notDone(plan.run()).exception();
        }
        Machine replaced =
                state.old()
                        .orElseThrow(() -> FinishProblems.nothingReplaced(plan.run()).exception());
        if (new RestoreRoute(plan, state).isFencePending()) {
            throw FinishProblems.fencePending(plan.run(), replaced).exception();
        }
        checkNewPair(state.machine().orElseThrow(), state.volume().orElseThrow());
        Optional<Machine> old = livingMachine(replaced.id());
        old.ifPresent(it -> checkHost("the old machine " + it.id(), it.hostStatus()));
        old.ifPresent(this::checkAtRest);
        Optional<VolumeId> volume = oldVolume(replaced, old);
        Optional<Volume> living = volume.flatMap(this::livingVolume);
        living.ifPresent(it -> checkHost("the old volume " + it.id(), it.hostStatus()));
        living.flatMap(Volume::attachedMachine)
                .filter(it -> !it.equals(replaced.id()))
                .ifPresent(machineId -> {
                    throw FinishProblems.volumeInUse(plan, living.get().id(), machineId.value())
                            .exception();
                });
        return new FinishPreview(plan.run(), plan.app(), old, living, state.volume().orElseThrow());
    }

    /**
     * The volume that the machine has now, after a move by Fly another one than when it was
     * replaced; never the new one.
     */
    private static Optional<VolumeId> oldVolume(Machine replaced, Optional<Machine> now) {
        return now.flatMap(it -> it.mountedVolumes().stream().findFirst())
                .or(() -> replaced.mountedVolumes().stream().findFirst());
    }

    /** The new machine and volume must be able to run the app without the old pair. */
    private void checkNewPair(MachineId machine, VolumeId volume) {
        Machine living =
                livingMachine(machine)
                        .orElseThrow(() ->
                                FinishProblems.newPairGone(plan, "machine " + machine).exception());
        Volume attached =
                livingVolume(volume)
                        .filter(it -> it.attachedMachine().equals(Optional.of(machine)))
                        .orElseThrow(() ->
                                FinishProblems.newPairGone(
                                                plan, "volume " + volume + " on " + machine)
                                        .exception());
        checkHost("the new machine " + machine, living.hostStatus());
        checkHost("the new volume " + volume, attached.hostStatus());
        if (!MachineActivity.serves(living)) {
            throw FinishProblems.newMachineNotServing(plan, living).exception();
        }
    }

    /** Nobody knows the state of what is on an unreachable host. */
    private void checkHost(String what, HostStatus host) {
        if (host != HostStatus.OK) {
            throw FinishProblems.hostUnreachable(plan, what, host).exception();
        }
    }

    private void checkAtRest(Machine old) {
        if (TagKeys.hasPlatformMetadata(old) || !old.state().isAtRest()) {
            throw FinishProblems.oldMachineRestarted(plan, old).exception();
        }
    }

    private Optional<Machine> livingMachine(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead());
    }

    private Optional<Volume> livingVolume(VolumeId volume) {
        return context.fly().volumes().find(plan.app(), volume).filter(it -> !it.state().isDead());
    }
}
