package dev.flysnap.sim.engine;

import dev.flysnap.sim.world.World;
import java.util.function.Consumer;

/** Saves every changed world before a client can see it. */
final class WorldSaver {
    private final Consumer<World> saved;
    private boolean unsaved;

    WorldSaver(Consumer<World> saved) {
        this.saved = saved;
    }

    void changed() {
        unsaved = true;
    }

    void save(World world) {
        if (unsaved) {
            saved.accept(world);
            unsaved = false;
        }
    }
}
