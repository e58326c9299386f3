package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.tags.RestoreTag;
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
 * @param checks what must be true of the data before the app may have it
 * @param keepFailed what was made stays when something fails before the commit
 * @param timeout the limit of each wait on Fly
 */
@JsonName("restore-plan")
public record RestorePlan(
        RunId run,
        Source source,
        Destination destination,
        NewMachine machine,
        Serving serving,
        Checks checks,
        Goal goal,
        boolean keepFailed,
        Duration timeout,
        PlanRationale grounds) {

    /**
     * What is brought back.
     *
     * @param snapshot absent for a move until it has taken it
     * @param ownCreate the create by which a move takes its snapshot; absent for a restore
     * @param takenAt when the snapshot was taken, as far as Fly says
     * @param grade what the receipt says it is worth; absent without one
     * @param databases those that must be there
     */
    public record Source(
            VolumeId volume,
            Optional<SnapshotId> snapshot,
            Optional<RunId> ownCreate,
            Optional<Instant> takenAt,
            Optional<String> grade,
            List<ExpectedDatabase> databases) {}

    /**
     * Where to.
     *
     * @param volume what is asked of Fly, in the first of the regions
     * @param regions tried in this order where there is no room
     */
    public record Destination(AppName app, CreateVolume volume, List<Region> regions) {}

    /**
     * The machine that is made on the new volume.
     *
     * @param name chosen before it is made, so that making it twice is impossible
     * @param verifierConfig its first config, except for the volume's id
     * @param appConfig what it becomes at the cutover, except for the volume's id
     */
    public record NewMachine(String name, Json.Obj verifierConfig, Json.Obj appConfig) {
        public static String nameFor(RunId run) {
            return "flysnap-" + run.value().replace('_', '-');
        }
    }

    /**
     * What runs the destination's app when the run is planned.
     *
     * @param replaced the machine that a cutover replaces, when there is one
     * @param beside machines that work with volumes of that name besides, each with data of its own
     */
    public record Serving(Optional<Machine> replaced, Set<MachineId> beside) {}

    /** Without the configs, which can hold secrets. */
    @Override
    public String toString() {
        return "RestorePlan[run=%s, app=%s, snapshot=%s, regions=%s, goal=%s]"
                .formatted(run, app(), dataWords(), regions(), goal);
    }

    /** The same, with the snapshot that it has taken meanwhile. */
    public RestorePlan with(RestoreEffect.SnapshotTaken taken) {
        return with(
                new Source(
                        source.volume,
                        Optional.of(taken.snapshot()),
                        source.ownCreate,
                        taken.takenAt(),
                        Optional.of(taken.grade()),
                        source.databases),
                machine,
                serving,
                goal);
    }

    /** The same, with this tag at its machine. */
    public RestorePlan with(RestoreTag tag) {
        return with(
                source,
                new NewMachine(
                        machine.name,
                        tag.addTo(machine.verifierConfig),
                        tag.addTo(machine.appConfig)),
                serving,
                goal);
    }

    /** The same, going on to the cutover. */
    public RestorePlan withCutover(Serving now, boolean unfenced) {
        return with(source, machine, now, unfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER);
    }

    private RestorePlan with(Source from, NewMachine made, Serving now, Goal wanted) {
        return new RestorePlan(
                run, from, destination, made, now, checks, wanted, keepFailed, timeout, grounds);
    }

    public AppName app() {
        return destination.app;
    }

    public CreateVolume newVolume() {
        return destination.volume;
    }

    public List<Region> regions() {
        return destination.regions;
    }

    public Optional<SnapshotId> snapshot() {
        return source.snapshot;
    }

    public Optional<Machine> replaced() {
        return serving.replaced;
    }

    /** Whether it takes its snapshot by itself, of the old machine when that stands still. */
    public boolean isMove() {
        return source.ownCreate.isPresent();
    }

    /** What is brought back, for messages. */
    public String dataWords() {
        return source.snapshot
                .map(it -> "the snapshot " + it)
                .orElse("the volume " + source.volume);
    }

    /** What the new volume is made from, once that is there. */
    public Optional<SnapshotId> data(RestoreState state) {
        return source.snapshot.or(() -> state.taken().map(RestoreEffect.SnapshotTaken::snapshot));
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
    public String rerunCommand(boolean withCutover) {
        String toRegions =
                " --to-region "
                        + destination.regions.stream()
                                .map(Region::value)
                                .collect(Collectors.joining(","));
        if (isMove()) {
            return "flysnap move " + app() + toRegions;
        }
        boolean otherApp = !grounds.sourceApp().equals(app());
        return "flysnap restore "
                + source.snapshot.map(SnapshotId::value).orElse("latest")
                + " --app "
                + grounds.sourceApp()
                + (otherApp ? " --to-app " + app() : "")
                + toRegions
                + (volumeOnly() ? " --volume-only" : "")
                + (withCutover ? " --cutover" : "");
    }
}
