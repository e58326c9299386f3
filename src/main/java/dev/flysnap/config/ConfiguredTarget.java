package dev.flysnap.config;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Via;
import java.util.List;
import java.util.Optional;

/**
 * One of flysnap.toml's {@code [[targets]]}: a volume, or an app, and how its hook is reached.
 *
 * @param volume absent = the app's only one, or all where all are asked for
 * @param via as flags and the environment say, else the target, else the file as a whole
 * @param container as flags and the environment say, else the target, else the file as a whole
 * @param databases the names of those to quiesce; empty means as the file as a whole says
 * @param ignored patterns of databases that need no quiesce; empty means the same
 */
public record ConfiguredTarget(
        AppName app,
        Optional<VolumeReference> volume,
        Via via,
        Optional<Integer> hookPort,
        List<String> databases,
        List<String> ignored,
        Optional<String> container) {
    public ConfiguredTarget {
        databases = List.copyOf(databases);
        ignored = List.copyOf(ignored);
    }
}
