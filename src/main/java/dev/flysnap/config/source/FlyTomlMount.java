package dev.flysnap.config.source;

import dev.flysnap.model.VolumeName;
import java.util.Optional;

/**
 * Where fly.toml says that the app sees a volume.
 *
 * @param destination an absolute path in the machine
 */
public record FlyTomlMount(VolumeName source, Optional<String> destination) {}
