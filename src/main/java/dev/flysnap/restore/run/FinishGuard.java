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

/** Looks whether what a cutover replaced can go, and what that is. Changes nothing. */
final class FinishGuard {
    private final RestorePlan plan;
    private final RunContext context;

    FinishGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * What would go.
     *
     * @throws dev.flysnap.problem.FlysnapException if it must not
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
                .ifPresent(it -> {
                    throw FinishProblems.volumeInUse(plan, living.get().id(), it.value())
                            .exception();
                });
        return new FinishPreview(plan.run(), plan.app(), old, living, state.volume().orElseThrow());
    }

    /** The one that the machine had, never the new one. */
    private static Optional<VolumeId> oldVolume(Machine replaced, Optional<Machine> now) {
        return replaced.mountedVolumes().stream()
                .findFirst()
                .or(() -> now.flatMap(it -> it.mountedVolumes().stream().findFirst()));
    }

    /** What is left of it has to be able to do without the old pair. */
    private void checkNewPair(MachineId machine, VolumeId volume) {
        Machine living =
                livingMachine(machine)
                        .orElseThrow(() ->
                                FinishProblems.newPairGone(plan, "machine " + machine).exception());
        Volume its =
                livingVolume(volume)
                        .filter(it -> it.attachedMachine().equals(Optional.of(machine)))
                        .orElseThrow(() ->
                                FinishProblems.newPairGone(
                                                plan, "volume " + volume + " on " + machine)
                                        .exception());
        checkHost("the new machine " + machine, living.hostStatus());
        checkHost("the new volume " + volume, its.hostStatus());
        if (!MachineActivity.serves(living)) {
            throw FinishProblems.newMachineRests(plan, living).exception();
        }
    }

    /** Of what is on a host that does not answer nobody knows how it stands. */
    private void checkHost(String what, HostStatus host) {
        if (host != HostStatus.OK) {
            throw FinishProblems.hostGone(plan, what, host).exception();
        }
    }

    private void checkAtRest(Machine old) {
        if (TagKeys.isOfThePlatform(old) || !old.state().isAtRest()) {
            throw FinishProblems.backAtWork(plan, old).exception();
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
