package dev.flysnap.sim.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Storage for volumes and snapshots: directories, block devices, or memory. */
public interface Disks extends AutoCloseable {

    /**
     * A point in time of a volume.
     *
     * @param storedBytes size of what was stored
     * @param digest of its content
     * @param frozen how long the machine's processes were stopped for it: an artifact of the
     *     simulator, zero where the file system can do it by itself
     */
    record StoredSnapshot(long storedBytes, String digest, Duration frozen) {}

    /** Makes an empty volume. */
    void create(String volumeId, int sizeGb);

    /** Makes a volume that holds what the snapshot holds. */
    void createFrom(String volumeId, int sizeGb, String snapshotId);

    void extend(String volumeId, int sizeGb);

    /** Where a machine finds the volume's files. */
    Path directory(String volumeId);

    /** Bytes that the volume's files take. */
    long usedBytes(String volumeId);

    /**
     * Takes the state of the volume at one moment between call and return.
     *
     * @param freeze stops the processes that may write to the volume; called only where the file
     *     system has no atomic copy
     */
    StoredSnapshot snapshot(String volumeId, String snapshotId, Supplier<Machinery.Frozen> freeze);

    /** Removes a volume's content; nothing where there is none. */
    void delete(String volumeId);

    void deleteSnapshot(String snapshotId);

    @Override
    void close();
}
