package dev.flysnap.fly.resource;

import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import java.util.Optional;

/**
 * Where a command runs.
 *
 * @param container for a machine of several; without it the platform picks one. Source: PLATFORM,
 *     exec
 */
public record ExecTarget(AppName app, MachineId machine, Optional<ContainerName> container) {
    /** A machine of one container. */
    public static ExecTarget of(AppName app, MachineId machine) {
        return new ExecTarget(app, machine, Optional.empty());
    }
}
