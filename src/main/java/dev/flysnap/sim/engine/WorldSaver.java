package dev.flysnap.sim.engine;

import dev.flysnap.sim.world.World;
import java.util.function.Consumer;

/** Saves every changed world before a client can see it. */
final class WorldSaver {
    private final Consumer<World> onSave;
    private boolean unsaved;

    WorldSaver(Consumer<World> onSave) {
        this.onSave = onSave;
    }

    void changed() {
        unsaved = true;
    }

    void save(World world) {
        if (unsaved) {
            onSave.accept(world);
            unsaved = false;
        }
    }
}
