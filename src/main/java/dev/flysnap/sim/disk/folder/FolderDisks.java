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
 * Volumes as folders, on every system and for every user. A volume's size is not held against it: a
 * folder can grow beyond it.
 *
 * <p>What no folder can show: a snapshot here holds also what was only in the page cache. Whoever
 * forgets to sync is not found out; real blocks do that.
 *
 * <p>A snapshot is copied twice while the machine runs, and once more, the little that has changed
 * since, while it is stopped. Where the file system shares blocks, nothing is copied at all, but a
 * folder of several files still has to hold still.
 *
 * <p>Must not run in a process that has a database of the volume open itself: POSIX drops all locks
 * that a process has on a file as soon as it closes any descriptor of it.
 */
public final class FolderDisks implements Disks {
    /** The second look at a copy of some seconds finds much less to do than the first. */
    private static final int LIVE_PASSES = 2;

    private final Path volumes;
    private final Path snapshots;
    private final FolderMirror mirror;

    /**
     * @param root a directory of this simulator's own; what an earlier one left unfinished there is
     *     removed
     */
    public FolderDisks(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        volumes = absolute.resolve("volumes");
        snapshots = absolute.resolve("snapshots");
        mirror =
                DiskOperation.run(
                        "make room for volumes in " + absolute,
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
        DiskOperation.run("make the volume " + volumeId, () -> Files.createDirectory(volume));
    }

    @Override
    public void createFrom(String volumeId, int sizeGb, String snapshotId) {
        Path volume = volumes.resolve(DiskName.of(volumeId));
        Path snapshot = snapshots.resolve(DiskName.of(snapshotId));
        if (!Files.isDirectory(snapshot)) {
            throw DiskProblems.noSuchSnapshot(snapshotId).exception();
        }
        DiskOperation.run(
                "make the volume " + volumeId + " from " + snapshotId,
                () -> {
                    Path partial = PartialPath.of(volume);
                    mirror.copyExactly(snapshot, partial);
                    return Files.move(partial, volume);
                });
    }

    /** A folder has room enough. */
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
                "take the snapshot " + snapshotId + " of " + volumeId,
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

    /** Renamed first: half of a volume must never look like one. */
    private static void remove(Path directory, String id) {
        Path whole = directory.resolve(DiskName.of(id));
        if (!Files.isDirectory(whole)) {
            return;
        }
        DiskOperation.run(
                "remove " + id,
                () -> {
                    Path partial = PartialPath.of(whole);
                    Files.move(whole, partial);
                    DirectoryTrees.delete(partial);
                    return partial;
                });
    }

    /** Volumes and snapshots stay: the next simulator may go on with them. */
    @Override
    public void close() {}
}
