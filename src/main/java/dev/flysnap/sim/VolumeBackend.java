package dev.flysnap.sim;

import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.disk.folder.FolderDisks;
import dev.flysnap.sim.platform.Disks;

/** How simulated volumes are stored. */
public enum VolumeBackend {
    /**
     * Directories: for every system and user. A snapshot also holds what was only in the page
     * cache.
     */
    FOLDERS("disks"),
    /**
     * Block devices, as on Fly: on Linux, as root, in a {@link
     * dev.flysnap.sim.disk.block.BlockNamespace}.
     */
    BLOCKS("blocks");

    private final String folder;

    VolumeBackend(String folder) {
        this.folder = folder;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if this kind is not possible here, or the world
     *     has volumes of another kind
     */
    Disks open(SimDirectory home) {
        for (VolumeBackend other : values()) {
            if (other != this && home.contains(other.folder)) {
                throw SimProblems.otherVolumes(home.directory(), other).exception();
            }
        }
        var root = home.directory().resolve(folder);
        return switch (this) {
            case FOLDERS -> new FolderDisks(root);
            case BLOCKS -> home.isKept() ? new BlockDisks(root) : BlockDisks.temporary(root);
        };
    }
}
