package dev.flysnap.snapshot.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import java.util.Optional;

/** Finds the hook that quiesces the databases on a volume, where there is one. */
@FunctionalInterface
public interface QuiescerResolver {
    Optional<QuiescerFactory> of(AppName app, Volume volume);
}
