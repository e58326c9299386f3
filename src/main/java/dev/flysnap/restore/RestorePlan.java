package dev.flysnap.restore;

import dev.flysnap.fly.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a snapshot is going to be brought back: decided before anything is touched, and all that is
 * needed to go on with it after a crash. May hold secrets of the app's config.
 *
 * @param app where the new volume and machine are made
 * @param snapshot absent for a move until it has taken it
 * @param ownCreate the create by which a move takes its snapshot; absent for a restore
 * @param takenAt when the snapshot was taken, as far as Fly says
 * @param grade what the receipt says it is worth; absent without one
 * @param newVolume what is asked of Fly, in the first of the regions
 * @param regions tried in this order where there is no room
 * @param machineName chosen before it is made, so that making it twice is impossible
 * @param verifierConfig the new machine's first config, but for the volume's id
 * @param appConfig what it becomes at the cutover, but for the volume's id
 * @param replaced the machine that runs the app now, when there is one
 * @param beside machines of the app that worked with volumes of that name besides, each with data
 *     of its own; absent in runs of older versions
 * @param expected the databases that must be there
 * @param expectations what queries on them must give
 * @param keepFailed what was made stays when something fails before the commit
 */
@JsonName("restore-plan")
public record RestorePlan(
        RunId run,
        AppName app,
        Optional<SnapshotId> snapshot,
        Optional<RunId> ownCreate,
        Optional<Instant> takenAt,
        Optional<String> grade,
        VolumeId sourceVolume,
        CreateVolume newVolume,
        List<Region> regions,
        String machineName,
        Json.Obj verifierConfig,
        Json.Obj appConfig,
        Optional<Machine> replaced,
        Optional<Set<MachineId>> beside,
        List<ExpectedDatabase> expected,
        VerifyLevel verify,
        List<Expectation> expectations,
        Goal goal,
        boolean keepFailed,
        Duration timeout,
        PlanGrounds grounds) {

    /** Without the configs, which can hold secrets. */
    @Override
    public String toString() {
        return "RestorePlan[run=%s, app=%s, snapshot=%s, regions=%s, goal=%s]"
                .formatted(run, app, dataWords(), regions, goal);
    }

    /** The same, with the snapshot that it has taken meanwhile. */
    RestorePlan with(RestoreEffect.SnapshotTaken taken) {
        return new RestorePlan(
                run,
                app,
                Optional.of(taken.snapshot()),
                ownCreate,
                taken.takenAt(),
                Optional.of(taken.grade()),
                sourceVolume,
                newVolume,
                regions,
                machineName,
                verifierConfig,
                appConfig,
                replaced,
                beside,
                expected,
                verify,
                expectations,
                goal,
                keepFailed,
                timeout,
                grounds);
    }

    /** The same, going on to the cutover. */
    RestorePlan withCutover(
            Optional<Machine> nowReplaced, Optional<Set<MachineId>> nowBeside, boolean unfenced) {
        Goal nowGoal = unfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER;
        return new RestorePlan(
                run,
                app,
                snapshot,
                ownCreate,
                takenAt,
                grade,
                sourceVolume,
                newVolume,
                regions,
                machineName,
                verifierConfig,
                appConfig,
                nowReplaced,
                nowBeside,
                expected,
                verify,
                expectations,
                nowGoal,
                keepFailed,
                timeout,
                grounds);
    }

    /** Whether it takes its snapshot by itself, of the old machine when that stands still. */
    public boolean isMove() {
        return ownCreate.isPresent();
    }

    /** What is brought back, for messages. */
    String dataWords() {
        return snapshot.map(it -> "the snapshot " + it).orElse("the volume " + sourceVolume);
    }

    /** What the new volume is made from, once that is there. */
    Optional<SnapshotId> data(RestoreState state) {
        return snapshot.or(() -> state.taken().map(RestoreEffect.SnapshotTaken::snapshot));
    }

    /** The app is to run on the new machine. */
    public boolean cutover() {
        return goal.isCutover();
    }

    /** No machine is made. */
    public boolean volumeOnly() {
        return goal == Goal.VOLUME;
    }

    /** The app starts before the old machine is stopped, because its host does not answer. */
    public boolean isUnfenced() {
        return goal == Goal.CUTOVER_UNFENCED;
    }

    /**
     * The command that does the same again, for messages. What was asked for beside snapshot, place
     * and cutover is not in it: a plan shows that.
     */
    String rerunCommand(boolean withCutover) {
        String toRegions =
                " --to-region "
                        + regions.stream().map(Region::value).collect(Collectors.joining(","));
        if (isMove()) {
            return "flysnap move " + app + toRegions;
        }
        boolean otherApp = !grounds.sourceApp().equals(app);
        return "flysnap restore "
                + snapshot.map(SnapshotId::value).orElse("latest")
                + " --app "
                + grounds.sourceApp()
                + (otherApp ? " --to-app " + app : "")
                + toRegions
                + (volumeOnly() ? " --volume-only" : "")
                + (withCutover ? " --cutover" : "");
    }
}
