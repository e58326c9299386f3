package dev.flysnap.setup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.model.AppName;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code flysnap init}.
 *
 * @param app from a flag or the environment, else from fly.toml
 * @param databases each {@code [NAME=]PATH}; empty = find them
 * @param ignored patterns of databases that need no quiesce; written to flysnap.toml
 * @param volume written to flysnap.toml only if given
 * @param container written to flysnap.toml only if given
 * @param hookPort where the agent or the app's own hook listens
 * @param acceptFound whether to use what was found without asking
 */
public record SetupRequest(
        Optional<AppName> app,
        List<DatabaseLocation> databases,
        List<String> ignored,
        Optional<VolumeReference> volume,
        Optional<String> container,
        Optional<HookKind> hook,
        int hookPort,
        boolean acceptFound) {
    public SetupRequest {
        databases = List.copyOf(databases);
        ignored = List.copyOf(ignored);
    }
}
