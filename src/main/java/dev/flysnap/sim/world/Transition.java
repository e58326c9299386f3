package dev.flysnap.sim.world;

import dev.flysnap.sim.settings.SimRules;
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
public final class Transition {
    private static final Comparator<ScheduledEvent> IN_ORDER =
            Comparator.comparing(ScheduledEvent::at).thenComparingLong(ScheduledEvent::order);

    private final Instant now;
    private final SimRules rules;
    private final List<Effect> effects = new ArrayList<>();
    private final long seed;
    private long made;
    private Map<String, SimApp> apps;
    private Map<String, SimVolume> volumes;
    private Map<String, SimSnapshot> snapshots;
    private Map<String, SimMachine> machines;
    private List<ScheduledEvent> due;
    private List<Effect> work;
    private Set<String> fullRegions;
    private Set<String> deadHosts;

    public Transition(World world, Instant now, SimRules rules) {
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

    public SimRules rules() {
        return rules;
    }

    /** The requested effects, in order. */
    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    public SimApp app(String name) {
        return Optional.ofNullable(apps.get(name)).orElseThrow(() -> Refusal.notFound("app"));
    }

    public void put(SimApp app) {
        apps = World.with(apps, app.name(), app);
    }

    public void put(SimVolume volume) {
        volumes = World.with(volumes, volume.id(), volume);
    }

    public void put(SimSnapshot snapshot) {
        snapshots = World.with(snapshots, snapshot.id(), snapshot);
    }

    public void put(SimMachine machine) {
        machines = World.with(machines, machine.id(), machine);
    }

    public void removeApp(String name) {
        apps = World.without(apps, name);
    }

    public void removeVolume(String id) {
        volumes = World.without(volumes, id);
    }

    public void removeSnapshot(String id) {
        snapshots = World.without(snapshots, id);
    }

    public void setRegionFull(String region, boolean full) {
        fullRegions = World.with(fullRegions, region, full);
    }

    public void setHostDead(String host, boolean dead) {
        deadHosts = World.with(deadHosts, host, dead);
    }

    /** Ids for a new resource. */
    public IdGenerator ids() {
        return new IdGenerator(seed, nextNumber());
    }

    /** A unique number. */
    public long nextNumber() {
        return ++made;
    }

    public void schedule(Duration delay, SimEvent what) {
        ScheduledEvent later = new ScheduledEvent(now.plus(delay), nextNumber(), what);
        due = Stream.concat(due.stream(), Stream.of(later)).sorted(IN_ORDER).toList();
    }

    /** Removes an event from the queue, for {@link dev.flysnap.sim.event.EventRules#handle}. */
    public void remove(ScheduledEvent happened) {
        due = due.stream().filter(it -> !it.equals(happened)).toList();
    }

    public void addEffect(Effect effect) {
        effects.add(effect);
        if (effect.isWork()) {
            work = World.with(work, effect);
        }
    }

    public void removeWork(Effect ended) {
        work = work.stream().filter(it -> !it.equals(ended)).toList();
    }
}
