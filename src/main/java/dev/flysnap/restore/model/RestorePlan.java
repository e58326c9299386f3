package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.RunKind;
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
import dev.flysnap.restore.verify.DrillBudgets;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.tags.RestoreTag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a snapshot is going to be restored: decided before anything is changed, and all that is
 * needed to continue after a crash. Can hold secrets of the app's config.
 *
 * @param checks what must be true of the data before the app may have it
 * @param keepFailed keep what was created when something fails before the commit
 * @param timeout the limit of each wait for Fly
 */
@JsonName("restore-plan")
public record RestorePlan(
        RunId run,
        Source source,
        Destination destination,
        MachineToCreate machine,
        Serving serving,
        Checks checks,
        Goal goal,
        boolean keepFailed,
        Duration timeout,
        PlanRationale grounds) {

    /**
     * What is restored.
     *
     * @param snapshot absent for a move until it has taken it
     * @param ownCreate the create by which a move takes its snapshot; absent for a restore
     * @param takenAt when the snapshot was taken, as far as Fly says
     * @param grade from the receipt; absent without one
     * @param databases those that must be there
     * @param copies what is brought to an empty volume; none = it is made from the snapshot
     */
    public record Source(
            VolumeId volume,
            Optional<SnapshotId> snapshot,
            Optional<RunId> ownCreate,
            Optional<Instant> takenAt,
            Optional<String> grade,
            List<ExpectedDatabase> databases,
            List<PlacedCopy> copies) {
        public Source {
            copies = List.copyOf(copies);
        }

        /** Of a snapshot. */
        public Source(
                VolumeId volume,
                Optional<SnapshotId> snapshot,
                Optional<RunId> ownCreate,
                Optional<Instant> takenAt,
                Optional<String> grade,
                List<ExpectedDatabase> databases) {
            this(volume, snapshot, ownCreate, takenAt, grade, databases, List.of());
        }
    }

    /**
     * Where it is restored to.
     *
     * @param volume what Fly is asked for, in the first of the regions
     * @param regions tried in this order for lack of capacity
     */
    public record Destination(AppName app, CreateVolume volume, List<Region> regions) {}

    /**
     * The machine that is created on the new volume.
     *
     * @param name chosen beforehand, so that it cannot be created twice
     * @param verifierConfig its first config, except for the volume's id
     * @param appConfig what it becomes at the cutover, except for the volume's id
     */
    public record MachineToCreate(String name, Json.Obj verifierConfig, Json.Obj appConfig) {
        public static String nameFor(RunId run) {
            return "flysnap-" + run.value().replace('_', '-');
        }
    }

    /**
     * What runs the destination's app when the run is planned.
     *
     * @param replaced the machine that a cutover replaces, when there is one
     * @param beside other machines with volumes of that name, each with its own data
     */
    public record Serving(Optional<Machine> replaced, Set<MachineId> beside) {}

    /** Without the configs, which can hold secrets. */
    @Override
    public String toString() {
        return "RestorePlan[run=%s, app=%s, snapshot=%s, regions=%s, goal=%s]"
                .formatted(run, app(), sourceDescription(), regions(), goal);
    }

    /** With the snapshot that the move has taken meanwhile. */
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

    /** With this tag in the machine's metadata. */
    public RestorePlan with(RestoreTag tag) {
        return with(
                source,
                new MachineToCreate(
                        machine.name,
                        tag.addTo(machine.verifierConfig),
                        tag.addTo(machine.appConfig)),
                serving,
                goal);
    }

    /** The tag that its machine is made with. */
    public Optional<RestoreTag> tag() {
        return RestoreTag.in(machine.appConfig);
    }

    /** With a larger volume. */
    public RestorePlan withVolumeGb(int sizeGb) {
        return new RestorePlan(
                run,
                source,
                new Destination(
                        destination.app,
                        destination.volume.withSizeGb(sizeGb),
                        destination.regions),
                machine,
                serving,
                checks,
                goal,
                keepFailed,
                timeout,
                grounds);
    }

    /** Extended to the cutover. */
    public RestorePlan withCutover(Serving now, boolean unfenced) {
        return with(source, machine, now, unfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER);
    }

    private RestorePlan with(Source from, MachineToCreate made, Serving now, Goal wanted) {
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

    /** Whether it takes its snapshot itself, of the stopped old machine. */
    public boolean isMove() {
        return source.ownCreate.isPresent();
    }

    public RunKind kind() {
        if (isTrial()) {
            return checks.drill().isPresent() ? RunKind.DRILL : RunKind.VERIFY;
        }
        return isMove() ? RunKind.MOVE : RunKind.RESTORE;
    }

    /** Whether what is restored are copies, which are brought to an empty volume. */
    public boolean isFromCopies() {
        return !source.copies.isEmpty();
    }

    /** What is restored, for messages. */
    public String sourceDescription() {
        if (isFromCopies()) {
            return "the copy %s".formatted(copyAddresses(", the copy "));
        }
        return source.snapshot
                .map(it -> "the snapshot " + it)
                .orElse("the volume " + source.volume);
    }

    /** Whether it is a file of the user's. */
    public boolean isPush() {
        return source.copies.stream().anyMatch(it -> it.copy().isFile());
    }

    private String copyAddresses(String between) {
        return source.copies.stream()
                .map(it -> it.copy().address())
                .collect(Collectors.joining(between));
    }

    /** What the new volume is created from; empty until a move has taken it. */
    public Optional<SnapshotId> snapshotOf(RestoreState state) {
        return source.snapshot.or(
                () -> state.moveSnapshot().map(RestoreEffect.SnapshotTaken::snapshot));
    }

    /** The app is to run on the new machine. */
    public boolean cutover() {
        return goal.isCutover();
    }

    /** No machine is created. */
    public boolean volumeOnly() {
        return goal == Goal.VOLUME;
    }

    /** All that is made is removed again, and only the verdict is kept. */
    public boolean isTrial() {
        return goal == Goal.TRIAL;
    }

    /** Whether a trial starts the app itself, to see whether it comes up. */
    public boolean triesApp() {
        return isTrial() && checks.drill().flatMap(DrillBudgets::startApp).orElse(false);
    }

    /** The app starts before the old machine is stopped, because its host does not answer. */
    public boolean isUnfenced() {
        return goal == Goal.CUTOVER_UNFENCED;
    }

    /**
     * The command that repeats the run, for messages: with snapshot, destination and cutover, but
     * no other options.
     */
    public String rerunCommand(boolean withCutover) {
        String toRegions =
                " --to-region "
                        + destination.regions.stream()
                                .map(Region::value)
                                .collect(Collectors.joining(","));
        if (isMove()) {
            return "flysnap move %s%s%s --yes"
                    .formatted(
                            app(),
                            toRegions,
                            destination.regions.contains(grounds.sourceRegion())
                                    ? " --new-host"
                                    : "");
        }
        if (kind() == RunKind.DRILL) {
            return "flysnap drill " + grounds.sourceApp();
        }
        if (isTrial()) {
            return "flysnap verify %s --app %s"
                    .formatted(
                            source.snapshot.map(SnapshotId::value).orElse("latest"),
                            grounds.sourceApp());
        }
        boolean otherApp = !grounds.sourceApp().equals(app());
        return "flysnap %s %s --app %s%s%s%s%s"
                .formatted(
                        isPush() ? "push" : "restore",
                        isFromCopies()
                                ? copyAddresses(" ")
                                : source.snapshot.map(SnapshotId::value).orElse("latest"),
                        grounds.sourceApp(),
                        otherApp ? " --to-app " + app() : "",
                        toRegions,
                        volumeOnly() ? " --volume-only" : "",
                        withCutover ? " --cutover" : "");
    }
}
