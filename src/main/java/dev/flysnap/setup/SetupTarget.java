package dev.flysnap.setup;

import dev.flysnap.config.source.FlyAppConfig.Mount;
import java.util.List;
import java.util.Optional;

/**
 * A volume and its databases.
 *
 * @param mount absent if the app's configuration has none for them
 */
public record SetupTarget(Optional<Mount> mount, List<DatabaseLocation> databases) {
    public SetupTarget {
        databases = List.copyOf(databases);
    }
}
