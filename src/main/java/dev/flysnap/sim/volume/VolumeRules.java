package dev.flysnap.sim.volume;

import dev.flysnap.json.Json;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.IdGenerator;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.Transition;
import dev.flysnap.sim.world.World;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Rules to create, fill, extend and delete volumes. Source of each rule: PLATFORM, Volumes. */
public final class VolumeRules {
    /** How long a deleted volume's content is kept. */
    public static final Duration GRACE_PERIOD = Duration.ofHours(24);

    /** The same for a volume that Fly has moved to another host. */
    public static final Duration MOVED_GRACE_PERIOD = Duration.ofDays(7);

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,30}");
    private static final int MAX_GB = 500;
    private static final int DEFAULT_GB = 3;
    private static final int DEFAULT_RETENTION_DAYS = 5;

    public static SimVolume create(Transition transition, String appName, Json.Obj body) {
        SimApp app = transition.app(appName);
        Optional<SimSnapshot> snapshot =
                body.text("snapshot_id")
                        .filter(it -> !it.isEmpty())
                        .map(id -> SnapshotRules.restorable(transition, app, id));
        Optional<SimVolume> source =
                body.text("source_volume_id")
                        .filter(it -> !it.isEmpty())
                        .map(id -> requireUsable(transition, find(transition, appName, id)));
        String name =
                body.text("name")
                        .filter(it -> !it.isEmpty())
                        .or(() -> source.map(SimVolume::name))
                        .orElse("");
        if (!NAME.matcher(name).matches()) {
            throw Refusal.invalid(
                    "volume name must be at most 30 lower-case letters, digits and underscores");
        }
        String region =
                body.text("region")
                        .filter(it -> !it.isEmpty())
                        .or(() -> source.map(SimVolume::region))
                        .orElse(SimRegions.DEFAULT);
        SimRegions.check(region);
        int sizeGb = size(transition, body, snapshot, source);
        int retentionDays =
                body.get("snapshot_retention")
                        .flatMap(VolumeRules::retention)
                        .orElse(DEFAULT_RETENTION_DAYS);
        SimRegions.checkRoomForVolume(transition, appName, region);
        IdGenerator ids = transition.ids();
        SimVolume volume =
                new SimVolume(
                        ids.volume(),
                        appName,
                        name,
                        region,
                        ids.host(region),
                        transition.now(),
                        body.bool("encrypted").orElse(true),
                        SimVolume.State.CREATING,
                        sizeGb,
                        retentionDays,
                        body.bool("auto_backup_enabled").orElse(true),
                        Optional.empty(),
                        snapshot.map(SimSnapshot::id).or(() -> source.map(SimVolume::id)));
        transition.put(volume);
        transition.schedule(
                transition.rules().delays().createVolume(), new SimEvent.VolumeMade(volume.id()));
        transition.schedule(Duration.ofDays(1), new SimEvent.DailySnapshot(volume.id()));
        return volume;
    }

    private static int size(
            Transition transition,
            Json.Obj body,
            Optional<SimSnapshot> snapshot,
            Optional<SimVolume> source) {
        int minGb =
                Math.max(
                        snapshot.map(it -> restoredGb(transition, it)).orElse(0),
                        source.map(SimVolume::sizeGb).orElse(0));
        long requestedGb = body.number("size_gb").orElse(0L);
        if (requestedGb == 0) {
            // flyctl sends 0 for a clone and means "as large as what it is made from".
            return minGb > 0 ? minGb : DEFAULT_GB;
        }
        if (requestedGb < 1 || requestedGb > MAX_GB) {
            throw Refusal.invalid("volume size must be between 1 and 500 GB");
        }
        if (requestedGb < minGb) {
            throw Refusal.invalid(
                    "volume size (%d GiB) is smaller than the %s size (%d GiB)"
                            .formatted(
                                    requestedGb,
                                    snapshot.isPresent() ? "snapshot" : "volume",
                                    minGb));
        }
        return (int) requestedGb;
    }

    private static int restoredGb(Transition transition, SimSnapshot snapshot) {
        return switch (transition.rules().switches().restoredSize()) {
            case AS_LISTED -> snapshot.volumeGb();
            case ONE_GB_MORE -> snapshot.volumeGb() + 1;
        };
    }

    /** Whether a machine on the volume is refused as if there were no such volume. */
    public static boolean isNotFoundYet(Transition transition, SimVolume volume) {
        return switch (transition.rules().switches().restoredVolume()) {
            case FOUND -> false;
            case FIRST_NOT_FOUND ->
                    volume.origin().flatMap(transition.world()::snapshot).isPresent()
                            && transition.world().volumesOf(volume.app()).stream()
                                    .noneMatch(other ->
                                            other.origin().equals(volume.origin())
                                                    && other.createdAt()
                                                            .isBefore(volume.createdAt()));
        };
    }

    private static Optional<Integer> retention(Json value) {
        if (value instanceof Json.Null) {
            return Optional.empty();
        }
        long days = value instanceof Json.Num num ? num.value().longValue() : -1;
        if (days < 1 || days > 60) {
            throw Refusal.invalid("snapshot_retention must be between 1 and 60");
        }
        return Optional.of((int) days);
    }

    /** {@code null} in the body means "leave it". Source: flyctl. */
    public static SimVolume update(Transition transition, String app, String id, Json.Obj body) {
        SimVolume volume = requireReachable(transition, find(transition, app, id));
        if (volume.isDead()) {
            throw Refusal.precondition("volume is being destroyed");
        }
        SimVolume changed =
                volume.withBackups(
                        body.get("snapshot_retention")
                                .flatMap(VolumeRules::retention)
                                .orElse(volume.retentionDays()),
                        body.bool("auto_backup_enabled").orElse(volume.dailySnapshots()));
        transition.put(changed);
        return changed;
    }

    public static SimVolume extend(Transition transition, String app, String id, Json.Obj body) {
        SimVolume volume = requireUsable(transition, find(transition, app, id));
        long sizeGb = body.number("size_gb").orElse(0L);
        if (sizeGb > MAX_GB) {
            throw Refusal.invalid("volume size must be between 1 and 500 GB");
        }
        if (sizeGb <= volume.sizeGb()) {
            throw Refusal.invalid(
                    "volume can only be made larger: it has %d GB, %d GB were asked for"
                            .formatted(volume.sizeGb(), sizeGb));
        }
        SimVolume changed = volume.withSizeGb((int) sizeGb).with(SimVolume.State.EXTENDING);
        transition.put(changed);
        transition.addEffect(new Effect.ExtendDisk(id, (int) sizeGb));
        transition.schedule(
                transition.rules().delays().extendVolume(), new SimEvent.VolumeReady(id));
        return changed;
    }

    public static SimVolume delete(Transition transition, String app, String id) {
        SimVolume volume = requireReachable(transition, find(transition, app, id));
        if (volume.isDead()) {
            return volume;
        }
        if (volume.machine().isPresent()) {
            throw Refusal.precondition(
                    "volume is currently bound to machine: " + volume.machine().get());
        }
        SimVolume deleted = volume.with(SimVolume.State.PENDING_DESTROY);
        transition.put(deleted);
        transition.schedule(GRACE_PERIOD, new SimEvent.VolumePurged(id));
        return deleted;
    }

    /**
     * Fly moves the volume to another host: a copy with another id takes its name and its machine,
     * and can be mounted while it is hydrating. The old one is kept for a week, without a machine.
     * Source: Fly docs, Volumes.
     */
    public static SimVolume migrate(Transition transition, SimVolume volume) {
        IdGenerator ids = transition.ids();
        SimVolume copy = volume.movedTo(ids.volume(), ids.host(volume.region()), transition.now());
        transition.put(copy);
        transition.addEffect(
                new Effect.FillFromVolume(copy.id(), copy.sizeGb(), volume.id(), Optional.empty()));
        transition.schedule(Duration.ofDays(1), new SimEvent.DailySnapshot(copy.id()));
        transition.put(volume.withMachine(Optional.empty()).with(SimVolume.State.PENDING_DESTROY));
        transition.schedule(MOVED_GRACE_PERIOD, new SimEvent.VolumePurged(volume.id()));
        return copy;
    }

    public static void made(Transition transition, String id) {
        updateIfAlive(
                transition,
                id,
                volume -> {
                    Optional<SimSnapshot> snapshot =
                            volume.origin().flatMap(transition.world()::snapshot);
                    Optional<SimVolume> source =
                            volume.origin().flatMap(transition.world()::volume);
                    if (snapshot.isPresent()) {
                        transition.addEffect(
                                new Effect.FillFromSnapshot(
                                        id, volume.sizeGb(), snapshot.get().id()));
                        return Optional.of(volume.with(SimVolume.State.RESTORING));
                    }
                    if (source.isPresent()) {
                        transition.addEffect(
                                new Effect.FillFromVolume(
                                        id,
                                        volume.sizeGb(),
                                        source.get().id(),
                                        source.get().machine()));
                        return Optional.of(volume.with(SimVolume.State.HYDRATING));
                    }
                    if (volume.origin().isPresent()) {
                        // Its source was deleted meanwhile; an empty volume would hide that.
                        return Optional.of(volume.with(SimVolume.State.DESTROYED));
                    }
                    transition.addEffect(new Effect.CreateDisk(id, volume.sizeGb()));
                    return Optional.of(volume.with(SimVolume.State.CREATED));
                });
    }

    public static void filled(Transition transition, String id) {
        if (transition.world().volume(id).isEmpty()) {
            // The app was deleted while its content was copied.
            transition.addEffect(new Effect.DeleteDisk(id));
        }
        updateIfAlive(
                transition,
                id,
                volume -> {
                    transition.schedule(
                            transition.rules().delays().restoreVolume(),
                            new SimEvent.VolumeReady(id));
                    return Optional.empty();
                });
    }

    public static void ready(Transition transition, String id) {
        updateIfAlive(transition, id, volume -> Optional.of(volume.with(SimVolume.State.CREATED)));
    }

    public static void fillFailed(Transition transition, String id) {
        updateIfAlive(
                transition, id, volume -> Optional.of(volume.with(SimVolume.State.DESTROYED)));
    }

    public static void purged(Transition transition, String id) {
        transition
                .world()
                .volume(id)
                .filter(it -> it.state() == SimVolume.State.PENDING_DESTROY)
                .ifPresent(volume -> {
                    transition.put(volume.with(SimVolume.State.DESTROYED));
                    transition.addEffect(new Effect.DeleteDisk(id));
                });
    }

    private static void updateIfAlive(
            Transition transition, String id, Function<SimVolume, Optional<SimVolume>> rule) {
        transition
                .world()
                .volume(id)
                .filter(it -> !it.isDead())
                .flatMap(rule)
                .ifPresent(transition::put);
    }

    public static SimVolume find(Transition transition, String app, String id) {
        transition.app(app);
        return transition
                .world()
                .volume(id)
                .filter(it -> it.app().equals(app))
                .orElseThrow(() -> Refusal.notFound("volume"));
    }

    public static SimVolume requireUsable(Transition transition, SimVolume volume) {
        if (!hasContent(transition.world(), volume)) {
            throw notReady(volume);
        }
        return requireReachable(transition, volume);
    }

    /** A new machine can mount it: it has its content, or will have it. */
    public static SimVolume requireMountable(Transition transition, SimVolume volume) {
        if (volume.isDead()) {
            throw notReady(volume);
        }
        return requireReachable(transition, volume);
    }

    /** Whether its content is there: a hydrating volume can be used from then on. */
    public static boolean hasContent(World world, SimVolume volume) {
        return volume.isUsable()
                || (volume.state() == SimVolume.State.HYDRATING
                        && world.work().stream()
                                .noneMatch(work ->
                                        work instanceof Effect.FillFromVolume fill
                                                && fill.volume().equals(volume.id())));
    }

    private static Refusal notReady(SimVolume volume) {
        return Refusal.precondition(
                "volume %s is not ready, its state is %s"
                        .formatted(volume.id(), volume.state().name().toLowerCase(Locale.ROOT)));
    }

    private static SimVolume requireReachable(Transition transition, SimVolume volume) {
        if (transition.world().isUnreachable(volume.host())) {
            throw Refusal.precondition("the volume's host is unreachable");
        }
        return volume;
    }

    private VolumeRules() {}
}
