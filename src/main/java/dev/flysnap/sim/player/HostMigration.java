package dev.flysnap.sim.player;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimLease;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Does what the platform does when it empties a host: stops the machine, moves its volume, and
 * starts the machine again, whoever has its lease. Source: PLATFORM, Volumes.
 */
public final class HostMigration {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Engine engine;

    public HostMigration(Engine engine) {
        this.engine = engine;
    }

    /**
     * A volume that was moved.
     *
     * @param from its id before
     * @param to its id now
     */
    public record Move(String from, String to, Optional<String> machine) {}

    /**
     * Moves one volume of an app, or all that are alive.
     *
     * @throws Refusal if there is no such volume, or it is deleted
     */
    public List<Move> migrate(String app, Optional<String> volume) {
        return engine
                .read(transition ->
                        volume.map(id -> List.of(VolumeRules.find(transition, app, id)))
                                .orElseGet(() -> List.copyOf(living(transition.world(), app))))
                .stream()
                .map(this::migrate)
                .toList();
    }

    private static List<SimVolume> living(World world, String app) {
        return world.volumesOf(app).stream().filter(it -> !it.isDead()).toList();
    }

    private Move migrate(SimVolume volume) {
        if (!volume.isUsable()) {
            throw Refusal.precondition(
                    "volume %s is %s and cannot be moved"
                            .formatted(
                                    volume.id(), volume.state().name().toLowerCase(Locale.ROOT)));
        }
        boolean started = volume.machine().map(this::stop).orElse(false);
        SimVolume copy =
                engine.change(transition -> {
                    SimVolume now = VolumeRules.find(transition, volume.app(), volume.id());
                    SimVolume moved = VolumeRules.migrate(transition, now);
                    now.machine()
                            .flatMap(transition.world()::machine)
                            .ifPresent(it -> MachineRules.moveToHost(transition, it, moved));
                    return moved;
                });
        if (started) {
            start(copy.machine().orElseThrow());
        }
        return new Move(volume.id(), copy.id(), copy.machine());
    }

    /** Whether it was running. */
    private boolean stop(String id) {
        await(world -> world.machine(id).map(SimMachine::isSettled).orElse(true));
        SimMachine machine = engine.world().machine(id).orElseThrow();
        if (!machine.is(SimMachine.State.STARTED)) {
            return false;
        }
        engine.apply(
                transition -> LifecycleRules.stop(transition, target(machine), Json.Obj.empty()));
        await(world -> world.machine(id).map(it -> it.is(SimMachine.State.STOPPED)).orElse(true));
        return true;
    }

    private void start(String id) {
        SimMachine machine = engine.world().machine(id).orElseThrow();
        engine.apply(transition -> {
            SimMachine _ = LifecycleRules.start(transition, target(machine));
        });
        await(world -> world.machine(id).map(SimMachine::isSettled).orElse(true));
    }

    /** A lease keeps clients away, not the platform. */
    private static MachineTarget target(SimMachine machine) {
        return new MachineTarget(machine.app(), machine.id(), machine.lease().map(SimLease::nonce));
    }

    private void await(Predicate<World> condition) {
        if (!engine.await(condition, LIMIT)) {
            throw Refusal.precondition("the machine does not settle");
        }
    }
}
