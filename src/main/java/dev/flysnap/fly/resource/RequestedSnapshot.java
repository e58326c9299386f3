package dev.flysnap.fly.resource;

import dev.flysnap.model.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for a snapshot that the platform has accepted.
 *
 * @param announced the id it will have, where the platform says so (only likely to be right).
 *     Source: PLATFORM: {@code graph_id} is documented, flyctl expects no answer at all.
 * @param sentAt when the request that was accepted went out
 */
public record RequestedSnapshot(Optional<SnapshotId> announcedId, Instant sentAt) {}
