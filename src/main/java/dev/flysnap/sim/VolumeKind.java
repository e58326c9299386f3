package dev.flysnap.sim;

import dev.flysnap.sim.disk.BlockDisks;
import dev.flysnap.sim.disk.FolderDisks;

/** What simulated volumes are made of. */
public enum VolumeKind {
    /** Everywhere, for every user. A snapshot also holds what was only in the page cache. */
    FOLDERS("disks"),
    /** As on Fly; on Linux, for root, in a {@link dev.flysnap.sim.disk.BlockNamespace}. */
    BLOCKS("blocks");

    private final String folder;

    VolumeKind(String folder) {
        this.folder = folder;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is not possible here, or the volumes of
     *     this world are of another kind
     */
    Disks open(SimHome home) {
        for (VolumeKind other : values()) {
            if (other != this && home.has(other.folder)) {
                throw SimProblems.otherVolumes(home.directory(), other).exception();
            }
        }
        var root = home.directory().resolve(folder);
        return switch (this) {
            case FOLDERS -> new FolderDisks(root);
            case BLOCKS -> home.isKept() ? new BlockDisks(root) : BlockDisks.vanishing(root);
        };
    }
}
