package dev.flysnap.snapshot.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import java.util.Optional;

/** Who quiesces the databases on a volume, where somebody does. */
@FunctionalInterface
public interface QuiescerResolver {
    Optional<QuiescerFactory> of(AppName app, Volume volume);
}
