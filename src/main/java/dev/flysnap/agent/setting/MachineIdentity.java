package dev.flysnap.agent.setting;

import java.util.Map;
import java.util.Optional;

/**
 * The app and machine that the agent runs in, so that a caller can verify that it reached the
 * machine with the volume.
 *
 * @param app from FLY_APP_NAME
 * @param machineId from FLY_MACHINE_ID
 */
public record MachineIdentity(Optional<String> app, Optional<String> machineId) {

    public static MachineIdentity from(Map<String, String> environment) {
        return new MachineIdentity(
                text(environment, "FLY_APP_NAME"), text(environment, "FLY_MACHINE_ID"));
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(it -> !it.isBlank());
    }
}
