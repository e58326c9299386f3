package dev.flysnap.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line's options that can also be set elsewhere.
 *
 * @param container in which commands run, on machines of several
 * @param configFile read in place of the working directory's {@code flysnap.toml}; must exist
 */
public record ConfigFlags(
        Optional<String> app,
        Optional<String> volume,
        Optional<String> hook,
        Optional<String> via,
        Optional<String> container,
        Optional<Path> stateDir,
        Optional<Path> configFile) {
    /** No options. */
    public static final ConfigFlags NONE = ofStateDir(Optional.empty());

    /** A copy with another container. */
    public ConfigFlags withContainer(Optional<String> other) {
        return new ConfigFlags(app, volume, hook, via, other, stateDir, configFile);
    }

    public static ConfigFlags ofStateDir(Optional<Path> stateDir) {
        return new ConfigFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                stateDir,
                Optional.empty());
    }
}
