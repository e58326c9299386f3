package dev.flysnap.fly.resource;

import dev.flysnap.model.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * An accepted request for a snapshot.
 *
 * @param announcedId the id it will probably have, where Fly says so. Source: PLATFORM: {@code
 *     graph_id} is documented, flyctl expects no answer at all.
 * @param sentAt when the accepted request was sent
 */
public record RequestedSnapshot(Optional<SnapshotId> announcedId, Instant sentAt) {}
