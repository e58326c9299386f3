package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.DiskOperation;
import dev.flysnap.sim.disk.DiskProblems;
import dev.flysnap.sim.disk.SystemCommand;
import dev.flysnap.sim.disk.copy.PartialPath;
import dev.flysnap.sim.disk.copy.SharedBlocks;
import dev.flysnap.sim.disk.copy.SnapshotContent;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Volumes as real block devices, as on Fly: each is an ext4 file system on a loop device. All
 * images are files on one XFS, where files can share blocks. A snapshot is a reflink of a mounted
 * image: it is atomic, takes milliseconds, stops no process, and does not contain what is only in
 * the page cache.
 *
 * <p>Use it inside a {@link BlockNamespace}: mounts made outside of one are visible to the whole
 * system and survive a kill. Killing the simulator does not simulate a power loss, because the
 * kernel still writes the page cache to the device; {@link #powerLoss} does.
 */
public final class BlockDisks implements Disks {
    private static final long GB = 1L << 30;

    /** Without it, ext4 writes empty inode tables in the background. */
    private static final String VOLUME_OPTIONS = "noinit_itable";

    private final BlockPool pool;
    private final Path mountPoints;
    private final SharedBlocks blocks = new SharedBlocks();
    private final Set<String> mounted = new LinkedHashSet<>();

    /** Volumes whose file system could not be resized while it was mounted. */
    private final Set<String> pendingResize = new HashSet<>();

    private boolean closed;

    /**
     * Opens the volumes of an earlier simulator in {@code root}, if there are any.
     *
     * @param root a directory that only this simulator uses, on a disk with enough free space
     */
    public BlockDisks(Path root) {
        this(root, true);
    }

    /**
     * Keeps nothing, however the simulator ends: the file with all images is unlinked as soon as it
     * is mounted, so the kernel frees it with the last mount.
     */
    public static BlockDisks temporary(Path root) {
        return new BlockDisks(root, false);
    }

    private BlockDisks(Path root, boolean kept) {
        BlockNamespace.unavailableReason()
                .ifPresent(reason -> {
                    throw reason.exception();
                });
        Path absolute = root.toAbsolutePath().normalize();
        mountPoints = absolute.resolve("mounts");
        pool =
                DiskOperation.run(
                        "prepare %s for volumes".formatted(absolute),
                        () -> new BlockPool(absolute, kept));
    }

    @Override
    public synchronized void create(String volumeId, int sizeGb) {
        Path image = pool.volume(volumeId);
        DiskOperation.run(
                "create the volume " + volumeId,
                () -> {
                    requireAbsent(image);
                    Path partial = PartialPath.of(image);
                    Ext4Image.create(partial, sizeGb * GB);
                    Files.move(partial, image);
                    return mount(volumeId);
                });
    }

    @Override
    public void createFrom(String volumeId, int sizeGb, String snapshotId) {
        Path snapshot = pool.snapshot(snapshotId);
        if (!Files.exists(snapshot)) {
            throw DiskProblems.noSuchSnapshot(snapshotId).exception();
        }
        DiskOperation.run(
                "create the volume %s from %s".formatted(volumeId, snapshotId),
                () -> mountCopy(volumeId, sizeGb * GB, snapshot));
    }

    /**
     * Simulates a power loss: creates another volume with what would be left of this one. That is
     * what has reached the device, without what is only in the page cache.
     *
     * @return the directory of the other volume
     */
    public Path powerLoss(String volumeId, String afterwardsId) {
        directory(volumeId);
        return DiskOperation.run(
                "simulate a power loss of " + volumeId,
                () -> mountCopy(afterwardsId, 0, pool.volume(volumeId)));
    }

    private synchronized Path mountCopy(String volumeId, long bytes, Path source)
            throws IOException {
        Path image = pool.volume(volumeId);
        requireAbsent(image);
        Path partial = PartialPath.of(image);
        blocks.copy(source, partial);
        Ext4Image.setSize(partial, bytes);
        Files.move(partial, image);
        return mount(volumeId);
    }

    private void requireAbsent(Path image) throws IOException {
        if (closed || Files.exists(image)) {
            throw new IOException(closed ? "the disks are closed" : image + " exists");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The kernel may refuse to resize a mounted file system (in a container without
     * CAP_SYS_RESOURCE). It is then resized by the next {@link #directory} call that finds it
     * unused, as on Fly, where the machine has to be restarted.
     */
    @Override
    public synchronized void extend(String volumeId, int sizeGb) {
        directory(volumeId);
        Path image = pool.volume(volumeId);
        DiskOperation.run(
                "extend the volume " + volumeId,
                () -> {
                    Ext4Image.setSize(image, sizeGb * GB);
                    String device = Mounts.deviceOf(image).toString();
                    SystemCommand.run("losetup", "--set-capacity", device);
                    try {
                        SystemCommand.run("resize2fs", device);
                    } catch (IOException refused) {
                        pendingResize.add(volumeId);
                    }
                    return directory(volumeId);
                });
    }

    @Override
    public synchronized Path directory(String volumeId) {
        Path image = pool.volume(volumeId);
        if (closed || !Files.exists(image)) {
            throw DiskProblems.noSuchVolume(volumeId).exception();
        }
        if (pendingResize.contains(volumeId)
                && Mounts.unmountUnused(image, mountPoints.resolve(volumeId))) {
            mounted.remove(volumeId);
            pendingResize.remove(volumeId);
        }
        return mounted.contains(volumeId)
                ? mountPoints.resolve(volumeId)
                : DiskOperation.run("mount the volume " + volumeId, () -> mount(volumeId));
    }

    /** Grows the file system to the size of its image first, which also replays the journal. */
    private Path mount(String volumeId) throws IOException {
        Path at = mountPoints.resolve(volumeId);
        Ext4Image.growToFileSize(pool.volume(volumeId));
        Mounts.mount(pool.volume(volumeId), at, VOLUME_OPTIONS);
        mounted.add(volumeId);
        return at;
    }

    @Override
    public long usedBytes(String volumeId) {
        Path directory = directory(volumeId);
        return DiskOperation.run(
                "measure the volume " + volumeId,
                () -> {
                    FileStore store = Files.getFileStore(directory);
                    return store.getTotalSpace() - store.getUnallocatedSpace();
                });
    }

    /** {@inheritDoc} Stops no process: {@code freeze} is not called. */
    @Override
    public StoredSnapshot snapshot(
            String volumeId, String snapshotId, Supplier<Machinery.Frozen> freeze) {
        directory(volumeId);
        Path image = pool.volume(volumeId);
        Path snapshot = pool.snapshot(snapshotId);
        return DiskOperation.run(
                "take the snapshot %s of %s".formatted(snapshotId, volumeId),
                () -> {
                    // Flush the loop device first: the reflink would do it while it blocks writers.
                    // This does not flush the page cache of the volume's own file system.
                    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
                        channel.force(false);
                    }
                    Path partial = PartialPath.of(snapshot);
                    blocks.copy(image, partial);
                    SnapshotContent content = SnapshotContent.ofImage(partial);
                    Files.move(partial, snapshot);
                    return new StoredSnapshot(content.bytes(), content.digest(), Duration.ZERO);
                });
    }

    @Override
    public synchronized void delete(String volumeId) {
        Path image = pool.volume(volumeId);
        DiskOperation.run(
                "delete the volume " + volumeId,
                () -> {
                    pendingResize.remove(volumeId);
                    if (mounted.remove(volumeId)) {
                        Mounts.unmount(mountPoints.resolve(volumeId));
                    }
                    return Files.deleteIfExists(image);
                });
    }

    @Override
    public void deleteSnapshot(String snapshotId) {
        Path image = pool.snapshot(snapshotId);
        DiskOperation.run("delete the snapshot " + snapshotId, () -> Files.deleteIfExists(image));
    }

    /** Unmounts everything; the next simulator finds the volumes and snapshots. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        DiskOperation.run(
                "unmount the volumes",
                () -> {
                    for (String volumeId : List.copyOf(mounted)) {
                        Mounts.unmount(mountPoints.resolve(volumeId));
                        mounted.remove(volumeId);
                    }
                    pool.unmount();
                    return pool;
                });
    }
}
