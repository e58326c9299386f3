package dev.flysnap.config;

import dev.flysnap.model.VolumeName;
import java.util.Optional;

/**
 * Where fly.toml says that the app sees a volume.
 *
 * @param destination an absolute path in the machine
 */
public record Mount(VolumeName source, Optional<String> destination) {}
