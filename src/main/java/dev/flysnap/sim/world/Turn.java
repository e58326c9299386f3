package dev.flysnap.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One transition of a world: rules read the world, change resources and request effects. When a
 * rule throws, the transition is discarded and the world is unchanged. Not thread-safe.
 */
public final class Turn {
    private static final Comparator<Due> IN_ORDER =
            Comparator.comparing(Due::at).thenComparingLong(Due::order);

    private final Instant now;
    private final Laws rules;
    private final List<Effect> effects = new ArrayList<>();
    private final long seed;
    private long made;
    private Map<String, App> apps;
    private Map<String, Volume> volumes;
    private Map<String, Snapshot> snapshots;
    private Map<String, Machine> machines;
    private List<Due> due;
    private List<Effect> work;
    private Set<String> fullRegions;
    private Set<String> deadHosts;

    public Turn(World world, Instant now, Laws rules) {
        this.now = now;
        this.rules = rules;
        seed = world.seed();
        made = world.made();
        apps = world.apps();
        volumes = world.volumes();
        snapshots = world.snapshots();
        machines = world.machines();
        due = world.due();
        work = world.work();
        fullRegions = world.fullRegions();
        deadHosts = world.deadHosts();
    }

    public World world() {
        return new World(
                seed, made, apps, volumes, snapshots, machines, due, work, fullRegions, deadHosts);
    }

    public Instant now() {
        return now;
    }

    public Laws rules() {
        return rules;
    }

    /** The requested effects, in order. */
    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    App app(String name) {
        return Optional.ofNullable(apps.get(name)).orElseThrow(() -> Refusal.notFound("app"));
    }

    void put(App app) {
        apps = World.with(apps, app.name(), app);
    }

    void put(Volume volume) {
        volumes = World.with(volumes, volume.id(), volume);
    }

    void put(Snapshot snapshot) {
        snapshots = World.with(snapshots, snapshot.id(), snapshot);
    }

    void put(Machine machine) {
        machines = World.with(machines, machine.id(), machine);
    }

    void removeApp(String name) {
        apps = World.without(apps, name);
    }

    void removeVolume(String id) {
        volumes = World.without(volumes, id);
    }

    void removeSnapshot(String id) {
        snapshots = World.without(snapshots, id);
    }

    void fullRegion(String region, boolean full) {
        fullRegions = World.with(fullRegions, region, full);
    }

    void deadHost(String host, boolean dead) {
        deadHosts = World.with(deadHosts, host, dead);
    }

    /** Ids for a new resource. */
    Ids ids() {
        return new Ids(seed, number());
    }

    /** A unique number. */
    long number() {
        return ++made;
    }

    void later(Duration delay, Happening what) {
        Due later = new Due(now.plus(delay), number(), what);
        due = Stream.concat(due.stream(), Stream.of(later)).sorted(IN_ORDER).toList();
    }

    /** Removes an event from the queue, for {@link Rules#handle}. */
    void remove(Due happened) {
        due = due.stream().filter(it -> !it.equals(happened)).toList();
    }

    void effect(Effect effect) {
        effects.add(effect);
        if (effect.isWork()) {
            work = World.with(work, effect);
        }
    }

    void done(Effect ended) {
        work = work.stream().filter(it -> !it.equals(ended)).toList();
    }
}
