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
 * Volumes as real block devices, as on Fly: each an ext4 on a loop device, all their images on one
 * XFS, itself in a file, where files can share blocks. A snapshot shares the blocks of a mounted
 * image: atomic, in milliseconds, nobody stops, and what is only in the page cache is not in it.
 *
 * <p>Belongs into a {@link BlockNamespace}: mounts that are made elsewhere are everybody's, and
 * outlive a kill. The kernel then still writes out what is in the page cache: a kill of the
 * simulator is no power loss. {@link #powerLoss} is one.
 */
public final class BlockDisks implements Disks {
    private static final long GB = 1L << 30;

    /** Else ext4 writes whole tables of empty inodes in the background. */
    private static final String VOLUME_OPTIONS = "noinit_itable";

    private final BlockPool pool;
    private final Path mountPoints;
    private final SharedBlocks blocks = new SharedBlocks();
    private final Set<String> mounted = new LinkedHashSet<>();

    /** Volumes whose file system could not grow with them while it was in use. */
    private final Set<String> pendingResize = new HashSet<>();

    private boolean closed;

    /**
     * Opens what an earlier simulator left in {@code root}, or begins anew.
     *
     * @param root a directory of this simulator's own, on a disk with room for what is written
     */
    public BlockDisks(Path root) {
        this(root, true);
    }

    /**
     * The same, but nothing of it stays, whenever and however the simulator ends: the file that
     * holds everything has lost its name by then, and goes with the last mount.
     */
    public static BlockDisks temporary(Path root) {
        return new BlockDisks(root, false);
    }

    private BlockDisks(Path root, boolean kept) {
        BlockNamespace.unavailableReason()
                .ifPresent(it -> {
                    throw it.exception();
                });
        Path absolute = root.toAbsolutePath().normalize();
        mountPoints = absolute.resolve("mounts");
        pool =
                DiskOperation.run(
                        "make room for volumes in " + absolute,
                        () -> new BlockPool(absolute, kept));
    }

    @Override
    public synchronized void create(String volumeId, int sizeGb) {
        Path image = pool.volume(volumeId);
        DiskOperation.run(
                "make the volume " + volumeId,
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
                "make the volume " + volumeId + " from " + snapshotId,
                () -> mountCopy(volumeId, sizeGb * GB, snapshot));
    }

    /**
     * Makes another volume that holds what this one would hold after a power loss at this moment:
     * what has reached the device, and nothing that is only in the page cache.
     *
     * @return where the other one's files are
     */
    public Path powerLoss(String volumeId, String afterwardsId) {
        directory(volumeId);
        return DiskOperation.run(
                "cut the power of " + volumeId,
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
     * <p>Where the kernel refuses to let a file system grow while it is in use (a container without
     * CAP_SYS_RESOURCE), it grows as soon as nobody uses it and {@link #directory} is asked for, as
     * on Fly where the machine has to be started again.
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

    /** Where the image has grown, the file system in it grows; ext4 replays its journal. */
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

    /** {@inheritDoc} Nobody is stopped: {@code freeze} is not asked for. */
    @Override
    public StoredSnapshot snapshot(
            String volumeId, String snapshotId, Supplier<Machinery.Frozen> freeze) {
        directory(volumeId);
        Path image = pool.volume(volumeId);
        Path snapshot = pool.snapshot(snapshotId);
        return DiskOperation.run(
                "take the snapshot " + snapshotId + " of " + volumeId,
                () -> {
                    // What the device has not written out yet, it writes out now: sharing waits for
                    // that while it holds writers up. The volume's own page cache is above it.
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
                "remove the volume " + volumeId,
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
        DiskOperation.run("remove the snapshot " + snapshotId, () -> Files.deleteIfExists(image));
    }

    /** Unmounts everything; volumes and snapshots stay for the next simulator. */
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
