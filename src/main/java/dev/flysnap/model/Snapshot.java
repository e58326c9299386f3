package dev.flysnap.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of a volume's list of snapshots. A pending one can be without id and time.
 *
 * @param status where the answer had none, what its id, time and digest say (PLATFORM, Snapshots)
 * @param storedBytes what the snapshot takes in storage, in bytes
 * @param volumeBytes the size of the volume that it was taken of, in bytes; absent in older answers
 */
public record Snapshot(
        Optional<SnapshotId> id,
        SnapshotStatus status,
        long storedBytes,
        Optional<Long> volumeBytes,
        Optional<String> digest,
        Optional<Instant> createdAt,
        Optional<Integer> retentionDays) {}
