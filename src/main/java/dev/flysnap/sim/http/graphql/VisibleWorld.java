package dev.flysnap.sim.http.graphql;

import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.World;
import java.util.List;
import java.util.Optional;

/** A world as a token may see it. */
record VisibleWorld(World world, TokenScope scope) {

    List<SimApp> apps() {
        return world.apps().values().stream().filter(this::isVisible).toList();
    }

    Optional<SimApp> app(String name) {
        return world.app(name).filter(this::isVisible);
    }

    private boolean isVisible(SimApp app) {
        return scope.covers(app.name(), app.org());
    }
}
