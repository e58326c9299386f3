package dev.flysnap.restore;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * The first part of a restore: a volume in the first region that has room, a machine on it, and
 * what its verifier found. Pure.
 *
 * <p>The volume has the app's own name (by that name deploys find it later), so it gets its machine
 * in the step after it is ready, and is removed in the step after a machine was refused.
 */
final class WayToVerified {

    /** Empty when the way is at its end. */
    static Optional<RestoreStep> next(RestorePlan plan, RestoreState state) {
        if (state.volume().isEmpty()) {
            return Optional.of(towardsVolume(plan, state));
        }
        VolumeId volume = state.volume().get();
        Region region = state.region().orElseThrow();
        if (state.isRefused(region)) {
            return Optional.of(new RestoreStep.AbandonVolume(volume));
        }
        if (state.lacks(Milestone.VOLUME_READY)) {
            return Optional.of(new RestoreStep.AwaitVolume(volume));
        }
        if (plan.volumeOnly()) {
            return Optional.empty();
        }
        if (state.machine().isEmpty()) {
            return Optional.of(new RestoreStep.CreateMachine(volume, region));
        }
        MachineId machine = state.machine().get();
        if (state.lacks(Milestone.VERIFIER_STARTED)) {
            return Optional.of(new RestoreStep.AwaitVerifier(machine));
        }
        if (state.verdict().isEmpty()) {
            return Optional.of(new RestoreStep.ReadVerdict(machine));
        }
        return state.lacks(Milestone.VERIFIER_STOPPED)
                ? Optional.of(new RestoreStep.StopVerifier(machine))
                : Optional.empty();
    }

    private static RestoreStep towardsVolume(RestorePlan plan, RestoreState state) {
        Optional<Region> untried =
                plan.regions().stream().filter(it -> !state.isRefused(it)).findFirst();
        if (untried.isEmpty()) {
            return new RestoreStep.GiveUp(state.refused());
        }
        return state.before().isEmpty()
                ? new RestoreStep.LookBefore()
                : new RestoreStep.CreateVolume(
                        state.before().get(), untried.get(), plan.data(state).orElseThrow());
    }

    private WayToVerified() {}
}
