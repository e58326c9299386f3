package dev.flysnap.setup.look;

import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.hook.look.MachineContents;
import dev.flysnap.model.MachineId;
import java.util.List;

/** A machine of the app that was looked into. */
public record SeenMachine(MachineId id, List<Mount> mounts, MachineContents contents) {
    public SeenMachine {
        mounts = List.copyOf(mounts);
    }

    /** The machine, and its container where it has several. */
    String place() {
        return contents.container().map("container %s of "::formatted).orElse("") + "machine " + id;
    }
}
