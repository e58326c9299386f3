package dev.flysnap.sim.disk.folder;

import dev.flysnap.sim.disk.DiskName;
import dev.flysnap.sim.disk.DiskOperation;
import dev.flysnap.sim.disk.DiskProblems;
import dev.flysnap.sim.disk.copy.ChangedBlocks;
import dev.flysnap.sim.disk.copy.DirectoryTrees;
import dev.flysnap.sim.disk.copy.PartialPath;
import dev.flysnap.sim.disk.copy.SharedBlocks;
import dev.flysnap.sim.disk.copy.SnapshotContent;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Volumes as directories, on every system and for every user. The size of a volume is not enforced.
 *
 * <p>A snapshot also contains what was only in the page cache, so a missing sync goes unnoticed
 * here; {@link dev.flysnap.sim.disk.block.BlockDisks} reveals it.
 *
 * <p>A snapshot makes two copies while the machine runs, then copies the changes since then while
 * the machine's processes are stopped. If the file system can share blocks, no data is copied, but
 * the processes are still stopped, because cloning several files is not atomic.
 *
 * <p>Must not run in a process that has a database of the volume open: POSIX releases all locks of
 * a process on a file as soon as it closes any descriptor of that file.
 */
public final class FolderDisks implements Disks {
    /** The first pass can take seconds; the second copies only what changed meanwhile. */
    private static final int LIVE_PASSES = 2;

    private final Path volumes;
    private final Path snapshots;
    private final FolderMirror mirror;

    /**
     * @param root a directory that only this simulator uses; deletes what an earlier one left
     *     incomplete
     */
    public FolderDisks(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        volumes = absolute.resolve("volumes");
        snapshots = absolute.resolve("snapshots");
        mirror =
                DiskOperation.run(
                        "prepare %s for volumes".formatted(absolute),
                        () -> {
                            for (Path directory : new Path[] {volumes, snapshots}) {
                                Files.createDirectories(directory);
                                PartialPath.removeAll(directory);
                            }
                            return new FolderMirror(
                                    SharedBlocks.possibleIn(volumes)
                                            ? new SharedBlocks()
                                            : new ChangedBlocks());
                        });
    }

    @Override
    public void create(String volumeId, int sizeGb) {
        Path volume = volumes.resolve(DiskName.of(volumeId));
        DiskOperation.run("create the volume " + volumeId, () -> Files.createDirectory(volume));
    }

    @Override
    public void createFrom(String volumeId, int sizeGb, String snapshotId) {
        Path volume = volumes.resolve(DiskName.of(volumeId));
        Path snapshot = snapshots.resolve(DiskName.of(snapshotId));
        if (!Files.isDirectory(snapshot)) {
            throw DiskProblems.noSuchSnapshot(snapshotId).exception();
        }
        DiskOperation.run(
                "create the volume %s from %s".formatted(volumeId, snapshotId),
                () -> {
                    Path partial = PartialPath.of(volume);
                    mirror.copyExactly(snapshot, partial);
                    return Files.move(partial, volume);
                });
    }

    /** Only checks that the volume exists: sizes are not enforced. */
    @Override
    public void extend(String volumeId, int sizeGb) {
        directory(volumeId);
    }

    @Override
    public Path directory(String volumeId) {
        Path volume = volumes.resolve(DiskName.of(volumeId));
        if (!Files.isDirectory(volume)) {
            throw DiskProblems.noSuchVolume(volumeId).exception();
        }
        return volume;
    }

    @Override
    public long usedBytes(String volumeId) {
        Path volume = directory(volumeId);
        return DiskOperation.run("measure the volume " + volumeId, () -> DiskUsage.of(volume));
    }

    @Override
    public StoredSnapshot snapshot(
            String volumeId, String snapshotId, Supplier<Machinery.Frozen> freeze) {
        Path volume = directory(volumeId);
        Path snapshot = snapshots.resolve(DiskName.of(snapshotId));
        return DiskOperation.run(
                "take the snapshot %s of %s".formatted(snapshotId, volumeId),
                () -> {
                    Path partial = PartialPath.of(snapshot);
                    for (int pass = 0; pass < LIVE_PASSES; pass++) {
                        mirror.copyLive(volume, partial);
                    }
                    Duration frozen = finalPass(volume, partial, freeze);
                    SnapshotContent content = SnapshotContent.ofFolder(partial);
                    Files.move(partial, snapshot);
                    return new StoredSnapshot(content.bytes(), content.digest(), frozen);
                });
    }

    private Duration finalPass(Path volume, Path partial, Supplier<Machinery.Frozen> freeze)
            throws IOException {
        long start = System.nanoTime();
        try (Machinery.Frozen _ = freeze.get()) {
            mirror.copyExactly(volume, partial);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void delete(String volumeId) {
        remove(volumes, volumeId);
    }

    @Override
    public void deleteSnapshot(String snapshotId) {
        remove(snapshots, snapshotId);
    }

    /** Renames first, so that a half-deleted volume is never taken for a volume. */
    private static void remove(Path directory, String id) {
        Path whole = directory.resolve(DiskName.of(id));
        if (!Files.isDirectory(whole)) {
            return;
        }
        DiskOperation.run(
                "delete " + id,
                () -> {
                    Path partial = PartialPath.of(whole);
                    Files.move(whole, partial);
                    DirectoryTrees.delete(partial);
                    return partial;
                });
    }

    /** Keeps volumes and snapshots for the next simulator. */
    @Override
    public void close() {}
}
