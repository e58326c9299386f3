package dev.flysnap.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of a world: rules look at the world, put changed things into it, and name effects. When
 * a rule throws, the turn is thrown away and the world is what it was. Used by one thread.
 */
public final class Turn {
    private final Instant now;
    private final Laws laws;
    private final List<Effect> effects = new ArrayList<>();
    private World world;

    public Turn(World world, Instant now, Laws laws) {
        this.world = world;
        this.now = now;
        this.laws = laws;
    }

    public World world() {
        return world;
    }

    public Instant now() {
        return now;
    }

    public Laws laws() {
        return laws;
    }

    /** What has to be done outside, in order. */
    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    App app(String name) {
        return world.app(name).orElseThrow(() -> Refusal.notFound("app"));
    }

    void put(App app) {
        world = world.withApps(World.with(world.apps(), app.name(), app));
    }

    void put(Volume volume) {
        world = world.withVolumes(World.with(world.volumes(), volume.id(), volume));
    }

    void put(Snapshot snapshot) {
        world = world.withSnapshots(World.with(world.snapshots(), snapshot.id(), snapshot));
    }

    void put(Machine machine) {
        world = world.withMachines(World.with(world.machines(), machine.id(), machine));
    }

    void removeApp(String name) {
        world = world.withApps(World.without(world.apps(), name));
    }

    void removeVolume(String id) {
        world = world.withVolumes(World.without(world.volumes(), id));
    }

    void removeSnapshot(String id) {
        world = world.withSnapshots(World.without(world.snapshots(), id));
    }

    void fullRegion(String region, boolean full) {
        world = world.withFullRegions(World.with(world.fullRegions(), region, full));
    }

    void deadHost(String host, boolean dead) {
        world = world.withDeadHosts(World.with(world.deadHosts(), host, dead));
    }

    /** Names for one more thing. */
    Ids ids() {
        world = world.madeOneMore();
        return new Ids(world.seed(), world.made());
    }

    /** A number that nothing else has. */
    long number() {
        world = world.madeOneMore();
        return world.made();
    }

    void later(Duration delay, Happening what) {
        Due due = new Due(now.plus(delay), number(), what);
        world = world.withDue(Stream.concat(world.due().stream(), Stream.of(due)));
    }

    /** Takes what is due first out of the queue, for {@link Rules#happen}. */
    void remove(Due due) {
        world = world.withDue(world.due().stream().filter(it -> !it.equals(due)));
    }

    void effect(Effect effect) {
        effects.add(effect);
        if (effect.isWork()) {
            world = world.withWork(World.with(world.work(), effect));
        }
    }

    void done(Effect work) {
        world = world.withWork(world.work().stream().filter(it -> !it.equals(work)).toList());
    }
}
