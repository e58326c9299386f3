package dev.flysnap.sim.engine;

import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimSnapshot;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Executes the effects of transitions on processes and disks. */
final class EffectExecutor implements AutoCloseable {
    private final Machinery machinery;
    private final Disks disks;
    private final Consumer<SimEvent> onEvent;
    private final Map<String, Machinery.Frozen> frozen = new HashMap<>();

    /**
     * @param onEvent receives resulting events, from any thread
     */
    EffectExecutor(Machinery machinery, Disks disks, Consumer<SimEvent> onEvent) {
        this.machinery = machinery;
        this.disks = disks;
        this.onEvent = onEvent;
    }

    /** Executes a short effect; called under the engine's lock, so in order. */
    void execute(Effect effect) {
        try {
            executeUnchecked(effect);
        } catch (RuntimeException e) {
            onEvent.accept(
                    effect instanceof Effect.StartProcess start
                            ? new SimEvent.ProcessEnded(
                                    start.machine(),
                                    start.run(),
                                    127,
                                    Optional.empty(),
                                    Optional.of(String.valueOf(e.getMessage())))
                            : new SimEvent.WorkFailed(effect, String.valueOf(e.getMessage())));
        }
    }

    private void executeUnchecked(Effect effect) {
        switch (effect) {
            case Effect.StartProcess start -> start(start);
            case Effect.SignalProcess(String machine, String signal) ->
                    machinery.signal(machine, signal);
            case Effect.KillProcess(String machine) -> {
                machinery.kill(machine);
                thaw(machine);
            }
            case Effect.FreezeProcess(String machine) ->
                    frozen.put(machine, machinery.freeze(machine));
            case Effect.ThawProcess(String machine) -> thaw(machine);
            case Effect.CreateDisk(String volume, int sizeGb) -> {
                // A simulator that was killed before it saved the world assigns the same id again.
                disks.delete(volume);
                disks.create(volume, sizeGb);
            }
            case Effect.ExtendDisk(String volume, int sizeGb) -> disks.extend(volume, sizeGb);
            case Effect.DeleteDisk(String volume) -> disks.delete(volume);
            case Effect.DeleteSnapshot(String snapshot) -> disks.deleteSnapshot(snapshot);
            case Effect.FillFromSnapshot _, Effect.FillFromVolume _, Effect.TakeSnapshot _ ->
                    throw new IllegalArgumentException("a long effect: " + effect);
        }
    }

    /** Executes a long effect; returns the resulting event. */
    SimEvent executeWork(Effect effect) {
        try {
            return switch (effect) {
                case Effect.FillFromSnapshot(String volume, int sizeGb, String snapshot) -> {
                    // An earlier attempt may have been interrupted.
                    disks.delete(volume);
                    disks.createFrom(volume, sizeGb, snapshot);
                    yield new SimEvent.VolumeFilled(volume);
                }
                case Effect.FillFromVolume(
                                String volume,
                                int sizeGb,
                                String source,
                                Optional<String> machine) -> {
                    String temporary = "fork_" + volume;
                    disks.delete(volume);
                    disks.deleteSnapshot(temporary);
                    var _ = disks.snapshot(source, temporary, () -> freeze(machine));
                    disks.createFrom(volume, sizeGb, temporary);
                    disks.deleteSnapshot(temporary);
                    yield new SimEvent.VolumeFilled(volume);
                }
                case Effect.TakeSnapshot(
                                String snapshot,
                                String volume,
                                Optional<String> machine) -> {
                    disks.deleteSnapshot(snapshot);
                    Disks.StoredSnapshot taken =
                            disks.snapshot(volume, snapshot, () -> freeze(machine));
                    yield new SimEvent.SnapshotTaken(
                            snapshot,
                            new SimSnapshot.Content(
                                    taken.storedBytes(), taken.digest(), taken.frozen()));
                }
                default -> throw new IllegalArgumentException("a short effect: " + effect);
            };
        } catch (RuntimeException e) {
            return new SimEvent.WorkFailed(effect, String.valueOf(e.getMessage()));
        }
    }

    private void start(Effect.StartProcess start) {
        Optional<Path> volume = start.volume().map(disks::directory);
        Machinery.Launch launch =
                new Machinery.Launch(
                        start.machine(),
                        start.command(),
                        start.environment(),
                        mount(volume, Optional.of(start.mountPath())),
                        start.privateIp(),
                        start.containers().stream()
                                .map(it ->
                                        new Machinery.Container(
                                                it.name(),
                                                it.command(),
                                                it.environment(),
                                                mount(volume, it.mountPath())))
                                .toList());
        machinery.start(
                launch,
                exit ->
                        onEvent.accept(
                                new SimEvent.ProcessEnded(
                                        start.machine(),
                                        start.run(),
                                        exit.code(),
                                        exit.signal(),
                                        Optional.empty())));
    }

    private static Optional<Machinery.Mount> mount(Optional<Path> volume, Optional<String> path) {
        return volume.flatMap(directory ->
                path.filter(it -> !it.isEmpty()).map(it -> new Machinery.Mount(it, directory)));
    }

    private Machinery.Frozen freeze(Optional<String> machine) {
        return machine.map(machinery::freeze).orElseGet(() -> () -> {});
    }

    private void thaw(String machine) {
        Machinery.Frozen stopped = frozen.remove(machine);
        if (stopped != null) {
            stopped.close();
        }
    }

    Machinery.ExecOutcome exec(String machine, Machinery.Exec exec) {
        return machinery.exec(machine, exec);
    }

    List<Machinery.OutputLine> output(String machine) {
        return machinery.output(machine);
    }

    Optional<String> healthProblem(String machine, Machinery.HealthCheck check) {
        return machinery.healthProblem(machine, check);
    }

    long usedBytes(String volume) {
        return disks.usedBytes(volume);
    }

    @Override
    public void close() {
        try {
            machinery.close();
        } finally {
            disks.close();
        }
    }
}
