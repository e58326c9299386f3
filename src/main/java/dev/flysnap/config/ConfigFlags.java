package dev.flysnap.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line's options that can also be set elsewhere.
 *
 * @param configFile read in place of the working directory's {@code flysnap.toml}; must exist
 */
public record ConfigFlags(
        Optional<String> app,
        Optional<String> volume,
        Optional<String> hook,
        Optional<String> via,
        Optional<Path> stateDir,
        Optional<Path> configFile) {
    /** No options. */
    public static final ConfigFlags NONE = ofStateDir(Optional.empty());

    public static ConfigFlags ofStateDir(Optional<Path> stateDir) {
        return new ConfigFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                stateDir,
                Optional.empty());
    }
}
