package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.DiskName;
import dev.flysnap.sim.disk.SystemCommand;
import dev.flysnap.sim.disk.copy.PartialPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An XFS in a file, with the images of all volumes and snapshots. */
final class BlockPool {
    private static final String IMAGE = ".img";

    /** Apparent size of the file. It is sparse and takes 65 MB when new. */
    private static final long BYTES = 1L << 40;

    /** Deleting an image frees its space in the file. */
    private static final String OPTIONS = "discard";

    private final Path pool;
    private final Path volumes;
    private final Path snapshots;

    /**
     * Mounts the pool in {@code root}; creates it if it is missing.
     *
     * @param kept whether the file stays, so that the pool can be mounted again
     * @throws IOException also if another simulator uses it
     */
    BlockPool(Path root, boolean kept) throws IOException {
        Files.createDirectories(root);
        Path image = root.resolve("pool.xfs");
        pool = root.resolve("pool");
        volumes = pool.resolve("volumes");
        snapshots = pool.resolve("snapshots");
        Mounts.awaitFree(image);
        if (!Files.exists(image)) {
            create(image);
        }
        Mounts.mount(image, pool, OPTIONS);
        if (!kept) {
            Files.delete(image);
        }
        Files.createDirectories(volumes);
        Files.createDirectories(snapshots);
        PartialPath.removeAll(volumes);
        PartialPath.removeAll(snapshots);
    }

    private static void create(Path image) throws IOException {
        Path partial = PartialPath.of(image);
        Ext4Image.setSize(partial, BYTES);
        SystemCommand.run(
                "mkfs.xfs", "-q", "-K", "-m", "reflink=1", "-l", "size=64m", partial.toString());
        Files.move(partial, image);
    }

    Path volume(String volumeId) {
        return volumes.resolve(DiskName.of(volumeId) + IMAGE);
    }

    Path snapshot(String snapshotId) {
        return snapshots.resolve(DiskName.of(snapshotId) + IMAGE);
    }

    void unmount() throws IOException {
        Mounts.unmount(pool);
    }
}
