package dev.flysnap.sim.machine;

import dev.flysnap.sim.settings.ImageEntrypoints;
import dev.flysnap.sim.world.ContainerConfig;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.MachineConfig;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine runs: one image, or several containers. Fly's own start order, health checks and
 * restart policies of containers are not simulated: the machine ends with its first one.
 *
 * @param main of the machine of one image, else of the first container
 * @param containers empty for a machine of one image
 * @param unknownImage one of which nobody says what it runs
 */
record MachineProcesses(
        Effect.Container main, List<Effect.Container> containers, Optional<String> unknownImage) {

    static MachineProcesses of(SimApp app, SimMachine machine, ImageEntrypoints images) {
        MachineConfig config = machine.config();
        Map<String, String> environment = RuntimeEnvironment.of(app, machine);
        if (config.containers().isEmpty()) {
            List<String> command = config.command(images);
            return new MachineProcesses(
                    new Effect.Container(
                            "",
                            command,
                            environment,
                            config.mounts().stream().map(MachineConfig.Mount::path).findFirst()),
                    List.of(),
                    Optional.of(config.image()).filter(_ -> command.isEmpty()));
        }
        List<Effect.Container> containers =
                config.containers().stream().map(it -> container(it, environment, images)).toList();
        return new MachineProcesses(
                containers.getFirst(),
                containers,
                config.containers().stream()
                        .filter(it -> it.command(images).isEmpty())
                        .map(ContainerConfig::image)
                        .findFirst());
    }

    private static Effect.Container container(
            ContainerConfig config, Map<String, String> machines, ImageEntrypoints images) {
        Map<String, String> environment = new LinkedHashMap<>(config.env());
        environment.putAll(machines);
        return new Effect.Container(
                config.name(), config.command(images), environment, config.mountPath());
    }

    boolean mountsVolume() {
        return main.mountPath().isPresent()
                || containers.stream().anyMatch(it -> it.mountPath().isPresent());
    }
}
