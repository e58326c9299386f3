package dev.flysnap.hook.client;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import java.util.List;
import java.util.Optional;

/**
 * Decides in which container of a machine commands run: the configured one, else the only one that
 * mounts the volume. A machine that runs one image has none to choose.
 */
public final class ContainerChoice {

    /**
     * @param configured by {@code --container}, the environment or flysnap.toml
     * @throws dev.flysnap.problem.FlysnapException if the machine has several containers, and no
     *     such one or nothing that tells them apart
     */
    public static ExecTarget of(AppName app, Machine machine, Optional<ContainerName> configured) {
        List<Machine.Container> containers = machine.containers();
        if (containers.size() < 2) {
            return ExecTarget.of(app, machine.id());
        }
        if (configured.isPresent()) {
            if (containers.stream().noneMatch(it -> it.name().equals(configured.get().value()))) {
                throw HookProblems.noSuchContainer(app, machine, configured.get()).exception();
            }
            return new ExecTarget(app, machine.id(), configured);
        }
        List<Machine.Container> mounting =
                containers.stream().filter(Machine.Container::mountsVolume).toList();
        if (mounting.size() != 1) {
            throw HookProblems.whichContainer(app, machine, mounting.size()).exception();
        }
        return new ExecTarget(
                app, machine.id(), Optional.of(new ContainerName(mounting.getFirst().name())));
    }

    private ContainerChoice() {}
}
