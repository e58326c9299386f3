package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata by which {@code fly deploy} takes a machine for one of the app's: every key that
 * starts with {@code fly_}. Source: flyctl.
 */
final class PlatformMetadata {
    static final String PREFIX = "fly_";

    static Map<String, String> of(Machine machine) {
        Map<String, String> platform = new LinkedHashMap<>(machine.metadata());
        platform.keySet().removeIf(key -> !key.startsWith(PREFIX));
        return platform;
    }

    private PlatformMetadata() {}
}
