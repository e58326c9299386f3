package dev.flysnap.sim;

import dev.flysnap.json.Json;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A world without ids, times and deleted resources. A machine's config names its volume by name and
 * region instead of its id.
 *
 * @param apps by name
 */
public record WorldView(Map<String, AppView> apps) {

    /** One app's part, sorted. */
    public record AppView(
            List<MachineView> machines, List<VolumeView> volumes, List<SnapshotView> snapshots) {}

    /**
     * A machine that is not destroyed.
     *
     * @param leased whether somebody holds its lease
     */
    public record MachineView(
            String name,
            String region,
            String state,
            boolean cordoned,
            boolean leased,
            Json.Obj config) {}

    /**
     * A volume that is not deleted.
     *
     * @param machine name of the machine that mounts it
     * @param content what it was restored from: the digest of the snapshot
     */
    public record VolumeView(
            String name,
            String region,
            String state,
            int sizeGb,
            int retentionDays,
            Optional<String> machine,
            Optional<String> content) {}

    /** A snapshot, of a volume that may be deleted. */
    public record SnapshotView(
            String volumeName, String status, int retentionDays, Optional<String> digest) {}

    /** That app's part; nothing where there is no such app. */
    public AppView app(String name) {
        return apps.getOrDefault(name, new AppView(List.of(), List.of(), List.of()));
    }

    /**
     * @param now leases that have run out by then do not count
     */
    public static WorldView of(World world, Instant now) {
        Map<String, AppView> apps = new TreeMap<>();
        world.apps().keySet().forEach(app -> apps.put(app, app(world, app, now)));
        return new WorldView(apps);
    }

    private static AppView app(World world, String app, Instant now) {
        return new AppView(
                sorted(
                        world.machinesOf(app).stream()
                                .filter(it -> !it.isGone())
                                .map(it -> machine(world, it, now))
                                .toList()),
                sorted(
                        world.volumesOf(app).stream()
                                .filter(it -> !it.isDead())
                                .map(it -> volume(world, it))
                                .toList()),
                sorted(
                        world.snapshots().values().stream()
                                .filter(it -> it.app().equals(app))
                                .map(it -> snapshot(world, it))
                                .toList()));
    }

    private static <T> List<T> sorted(List<T> views) {
        return views.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    private static MachineView machine(World world, SimMachine machine, Instant now) {
        SimMachine.Birth birth = machine.birth();
        return new MachineView(
                birth.name(),
                birth.region(),
                machine.state().apiName(),
                machine.cordoned(),
                machine.lease().filter(it -> it.expiresAt().isAfter(now)).isPresent(),
                withoutIds(world, machine));
    }

    private static Json.Obj withoutIds(World world, SimMachine machine) {
        Json.Obj config = machine.config().json();
        List<Json> mounts =
                config.objects("mounts").stream()
                        .<Json>map(mount ->
                                mount.withText(
                                        "volume",
                                        mount.text("volume")
                                                .flatMap(world::volume)
                                                .map(it -> it.name() + " in " + it.region())))
                        .toList();
        return mounts.isEmpty() ? config : config.with("mounts", new Json.Arr(mounts));
    }

    private static VolumeView volume(World world, SimVolume volume) {
        return new VolumeView(
                volume.name(),
                volume.region(),
                word(volume.state()),
                volume.sizeGb(),
                volume.retentionDays(),
                volume.machine().flatMap(world::machine).map(it -> it.birth().name()),
                volume.origin()
                        .flatMap(world::snapshot)
                        .flatMap(SimSnapshot::content)
                        .map(SimSnapshot.Content::digest));
    }

    private static SnapshotView snapshot(World world, SimSnapshot snapshot) {
        return new SnapshotView(
                world.volume(snapshot.volume()).map(SimVolume::name).orElse(""),
                word(snapshot.status()),
                snapshot.retentionDays(),
                snapshot.content().map(SimSnapshot.Content::digest));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
