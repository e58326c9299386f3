package dev.flysnap.sim.scripted;

import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Volumes in memory: maps from file name to text. Thread-safe. */
public final class MemoryDisks implements Disks {
    private static final Path ROOT = Path.of("/volumes");

    private final Map<String, SortedMap<String, String>> volumes = new HashMap<>();
    private final Map<String, SortedMap<String, String>> snapshots = new HashMap<>();

    /** Writes a file of a volume. */
    public synchronized void write(String volumeId, String name, String text) {
        require(volumes, volumeId).put(name, text);
    }

    /** Deletes a file. */
    public synchronized void remove(String volumeId, String name) {
        require(volumes, volumeId).remove(name);
    }

    /** A file of a volume. */
    public synchronized Optional<String> read(String volumeId, String name) {
        return Optional.ofNullable(require(volumes, volumeId).get(name));
    }

    /** All files of a volume; empty if there is no such volume. */
    public synchronized SortedMap<String, String> content(String volumeId) {
        return new TreeMap<>(volumes.getOrDefault(volumeId, new TreeMap<>()));
    }

    /** All files of a snapshot; empty if there is no such snapshot. */
    public synchronized SortedMap<String, String> snapshotContent(String snapshotId) {
        return new TreeMap<>(snapshots.getOrDefault(snapshotId, new TreeMap<>()));
    }

    @Override
    public synchronized void create(String volumeId, int sizeGb) {
        volumes.put(volumeId, new TreeMap<>());
    }

    @Override
    public synchronized void createFrom(String volumeId, int sizeGb, String snapshotId) {
        volumes.put(volumeId, new TreeMap<>(require(snapshots, snapshotId)));
    }

    @Override
    public void extend(String volumeId, int sizeGb) {}

    @Override
    public Path directory(String volumeId) {
        return ROOT.resolve(volumeId);
    }

    @Override
    public synchronized long usedBytes(String volumeId) {
        return bytes(require(volumes, volumeId));
    }

    @Override
    public synchronized StoredSnapshot snapshot(
            String volumeId, String snapshotId, Supplier<Machinery.Frozen> freeze) {
        SortedMap<String, String> content = new TreeMap<>(require(volumes, volumeId));
        snapshots.put(snapshotId, content);
        return new StoredSnapshot(
                bytes(content), "%08x-1".formatted(content.hashCode()), Duration.ZERO);
    }

    @Override
    public synchronized void delete(String volumeId) {
        volumes.remove(volumeId);
    }

    @Override
    public synchronized void deleteSnapshot(String snapshotId) {
        snapshots.remove(snapshotId);
    }

    @Override
    public void close() {}

    private static long bytes(SortedMap<String, String> content) {
        return content.values().stream().mapToLong(String::length).sum();
    }

    private static SortedMap<String, String> require(
            Map<String, SortedMap<String, String>> all, String id) {
        SortedMap<String, String> content = all.get(id);
        if (content == null) {
            throw new IllegalStateException("there is no " + id);
        }
        return content;
    }
}
