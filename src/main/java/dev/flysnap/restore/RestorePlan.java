package dev.flysnap.restore;

import dev.flysnap.fly.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a snapshot is going to be brought back: decided before anything is touched, and all that is
 * needed to go on with it after a crash. May hold secrets of the app's config.
 *
 * @param app where the new volume and machine are made
 * @param takenAt when the snapshot was taken, as far as Fly says
 * @param grade what the receipt says it is worth; absent without one
 * @param newVolume what is asked of Fly, in the first of the regions
 * @param regions tried in this order where there is no room
 * @param machineName chosen before it is made, so that making it twice is impossible
 * @param verifierConfig the new machine's first config, but for the volume's id
 * @param appConfig what it becomes at the cutover, but for the volume's id
 * @param replaced the machine that runs the app now, when there is one
 * @param unfenced whether the app starts before the old machine is stopped, because its host does
 *     not answer and the operator said so
 * @param expected the databases that must be there
 * @param expectations what queries on them must give
 * @param volumeOnly no machine is made
 * @param keepFailed what was made stays when something fails before the commit
 */
public record RestorePlan(
        RunId run,
        AppName app,
        SnapshotId snapshot,
        Optional<Instant> takenAt,
        Optional<String> grade,
        VolumeId sourceVolume,
        CreateVolume newVolume,
        List<Region> regions,
        String machineName,
        Json.Obj verifierConfig,
        Json.Obj appConfig,
        Optional<Machine> replaced,
        boolean unfenced,
        List<ExpectedDatabase> expected,
        VerifyLevel verify,
        List<Expectation> expectations,
        boolean cutover,
        boolean volumeOnly,
        boolean keepFailed,
        Duration timeout,
        PlanGrounds grounds) {

    /** Without the configs, which can hold secrets. */
    @Override
    public String toString() {
        return "RestorePlan[run=%s, app=%s, snapshot=%s, regions=%s, cutover=%s]"
                .formatted(run, app, snapshot, regions, cutover);
    }

    /** The same, going on to the cutover. */
    RestorePlan withCutover(Optional<Machine> nowReplaced) {
        return new RestorePlan(
                run,
                app,
                snapshot,
                takenAt,
                grade,
                sourceVolume,
                newVolume,
                regions,
                machineName,
                verifierConfig,
                appConfig,
                nowReplaced,
                unfenced,
                expected,
                verify,
                expectations,
                true,
                volumeOnly,
                keepFailed,
                timeout,
                grounds);
    }

    Optional<RestoreStep> forward(RestoreState state) {
        Optional<RestoreStep> verified = WayToVerified.next(this, state);
        if (verified.isPresent() || !cutover) {
            return verified;
        }
        if (state.lacks(Milestone.CUTOVER_BEGUN)) {
            return Optional.of(new RestoreStep.BeginCutover(replaced.map(Machine::id)));
        }
        return unfenced
                ? towardsService(state).or(() -> towardsTheOldOneStopped(state))
                : towardsTheOldOneStopped(state).or(() -> towardsService(state));
    }

    /** Whether the app runs while the old machine may run too. */
    boolean isFencePending(RestoreState state) {
        return state.has(Milestone.IN_SERVICE)
                && !state.isBeingTakenBack()
                && towardsTheOldOneStopped(state).isPresent();
    }

    private Optional<RestoreStep> towardsTheOldOneStopped(RestoreState state) {
        if (state.old().isEmpty()) {
            return Optional.empty();
        }
        Machine old = state.old().get();
        if (state.lacks(Milestone.OLD_CORDONED)) {
            return Optional.of(new RestoreStep.CordonOld(old.id()));
        }
        if (state.lacks(Milestone.OLD_WITHDRAWN)) {
            return Optional.of(new RestoreStep.WithdrawOld(old.id()));
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
        MachineId machine = state.machine().orElseThrow();
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
     * on nothing is taken back unasked: the app may have written to the new volume.
     */
    Optional<RestoreStep> back(RestoreState state) {
        if (state.has(Milestone.COMMITTED)) {
            return Optional.empty();
        }
        return oldOneBackToWork(state).or(() -> removed(state));
    }

    /**
     * After the commit, when the user asks: the new machine stops for good, the old one goes back
     * to work. The new volume stays, with what was written to it.
     */
    Optional<RestoreStep> revert(RestoreState state) {
        if (state.lacks(Milestone.COMMITTED)) {
            return back(state);
        }
        MachineId machine = state.machine().orElseThrow();
        if (state.lacks(Milestone.NEW_CORDONED)) {
            return Optional.of(new RestoreStep.CordonNew(machine));
        }
        if (state.lacks(Milestone.NEW_WITHDRAWN)) {
            return Optional.of(new RestoreStep.WithdrawNew(machine));
        }
        if (state.lacks(Milestone.NEW_STOPPED)) {
            return Optional.of(new RestoreStep.StopNew(machine));
        }
        return oldOneBackToWork(state);
    }

    Optional<RestoreStep> oldOneBackToWork(RestoreState state) {
        if (state.old().isEmpty()) {
            return Optional.empty();
        }
        Machine old = state.old().get();
        if (state.lacks(Milestone.OLD_METADATA_BACK)) {
            return Optional.of(new RestoreStep.ReturnMetadata(old.id(), metadataOf(old)));
        }
        if (state.lacks(Milestone.OLD_STARTED_AGAIN)) {
            return Optional.of(new RestoreStep.StartOld(old));
        }
        return state.lacks(Milestone.OLD_UNCORDONED)
                ? Optional.of(new RestoreStep.UncordonOld(old.id()))
                : Optional.empty();
    }

    /**
     * A machine whose host did not answer had no config to read it from; the app's has the same.
     */
    private Map<String, String> metadataOf(Machine old) {
        return PlatformMetadata.of(old.config().orElse(appConfig));
    }

    private static Optional<RestoreStep> removed(RestoreState state) {
        if (state.machine().isPresent() && state.lacks(Milestone.MACHINE_DELETED)) {
            return Optional.of(new RestoreStep.DeleteMachine(state.machine().get()));
        }
        if (state.volume().isPresent() && state.lacks(Milestone.VOLUME_DELETED)) {
            return Optional.of(new RestoreStep.DeleteVolume(state.volume().get()));
        }
        return Optional.empty();
    }
}
