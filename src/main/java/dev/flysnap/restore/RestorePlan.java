package dev.flysnap.restore;

import dev.flysnap.fly.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a snapshot is going to be brought back: decided before anything is touched, and all that is
 * needed to go on with it after a crash. May hold secrets of the app's config.
 *
 * @param takenAt when the snapshot was taken, as far as Fly says
 * @param grade what the receipt says it is worth; absent without one
 * @param newVolume what is asked of Fly
 * @param machineName chosen before it is made, so that making it twice is impossible
 * @param verifierConfig the new machine's first config, but for the volume's id
 * @param appConfig what it becomes at the cutover, but for the volume's id
 * @param replaced the machine that runs the app now, when there is one
 * @param expected the databases that must be there
 */
public record RestorePlan(
        RunId run,
        AppName app,
        SnapshotId snapshot,
        Optional<Instant> takenAt,
        Optional<String> grade,
        VolumeId sourceVolume,
        CreateVolume newVolume,
        String machineName,
        Json.Obj verifierConfig,
        Json.Obj appConfig,
        Optional<Machine> replaced,
        List<ExpectedDatabase> expected,
        VerifyLevel verify,
        boolean cutover,
        Duration timeout) {

    Optional<RestoreStep> forward(RestoreState state) {
        Optional<RestoreStep> verified = towardsVerified(state);
        if (verified.isPresent() || !cutover) {
            return verified;
        }
        return towardsTheOldOneStopped(state).or(() -> towardsService(state));
    }

    private Optional<RestoreStep> towardsVerified(RestoreState state) {
        if (state.before().isEmpty()) {
            return Optional.of(new RestoreStep.LookBefore());
        }
        if (state.volume().isEmpty()) {
            return Optional.of(new RestoreStep.CreateVolume(state.before().get()));
        }
        VolumeId volume = state.volume().get();
        if (state.lacks(Milestone.VOLUME_READY)) {
            return Optional.of(new RestoreStep.AwaitVolume(volume));
        }
        if (state.machine().isEmpty()) {
            return Optional.of(new RestoreStep.CreateMachine(volume));
        }
        var machine = state.machine().get();
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

    private Optional<RestoreStep> towardsTheOldOneStopped(RestoreState state) {
        if (replaced.isEmpty()) {
            return Optional.empty();
        }
        Machine old = replaced.get();
        if (state.lacks(Milestone.CUTOVER_BEGUN)) {
            return Optional.of(new RestoreStep.BeginCutover());
        }
        if (state.lacks(Milestone.OLD_CORDONED)) {
            return Optional.of(new RestoreStep.CordonOld(old.id()));
        }
        if (state.lacks(Milestone.OLD_WITHDRAWN)) {
            return Optional.of(new RestoreStep.WithdrawOld(old.id(), PlatformMetadata.of(old)));
        }
        if (state.lacks(Milestone.OLD_STOPPED)) {
            return Optional.of(new RestoreStep.StopOld(old.id()));
        }
        boolean scheduled = old.config().flatMap(it -> it.text("schedule")).isPresent();
        return scheduled && state.lacks(Milestone.OLD_UNSCHEDULED)
                ? Optional.of(new RestoreStep.UnscheduleOld(old.id()))
                : Optional.empty();
    }

    private Optional<RestoreStep> towardsService(RestoreState state) {
        var machine = state.machine().orElseThrow();
        if (state.lacks(Milestone.COMMITTED)) {
            return Optional.of(new RestoreStep.Commit());
        }
        if (state.lacks(Milestone.NEW_UPDATED)) {
            return Optional.of(new RestoreStep.BecomeApp(machine, state.volume().orElseThrow()));
        }
        if (state.lacks(Milestone.NEW_STARTED)) {
            return Optional.of(new RestoreStep.StartApp(machine));
        }
        if (state.lacks(Milestone.NEW_HEALTHY)) {
            return Optional.of(new RestoreStep.AwaitHealthy(machine));
        }
        return state.lacks(Milestone.IN_SERVICE)
                ? Optional.of(new RestoreStep.UncordonApp(machine))
                : Optional.empty();
    }

    /**
     * The old machine goes back to work first, then what this run made is removed. From the commit
     * on nothing is taken back: the app may have written to the new volume.
     */
    Optional<RestoreStep> back(RestoreState state) {
        if (state.has(Milestone.COMMITTED)) {
            return Optional.empty();
        }
        if (replaced.isPresent() && state.has(Milestone.CUTOVER_BEGUN)) {
            Machine old = replaced.get();
            if (state.lacks(Milestone.OLD_METADATA_BACK)) {
                return Optional.of(
                        new RestoreStep.ReturnMetadata(old.id(), PlatformMetadata.of(old)));
            }
            if (state.lacks(Milestone.OLD_STARTED_AGAIN)) {
                return Optional.of(new RestoreStep.StartOld(old.id()));
            }
            if (state.lacks(Milestone.OLD_UNCORDONED)) {
                return Optional.of(new RestoreStep.UncordonOld(old.id()));
            }
        }
        if (state.machine().isPresent() && state.lacks(Milestone.MACHINE_DELETED)) {
            return Optional.of(new RestoreStep.DeleteMachine(state.machine().get()));
        }
        if (state.volume().isPresent() && state.lacks(Milestone.VOLUME_DELETED)) {
            return Optional.of(new RestoreStep.DeleteVolume(state.volume().get()));
        }
        return Optional.empty();
    }
}
