package dev.flysnap.snapshot.create;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot that Fly has accepted and that this process does not wait for.
 *
 * @param snapshot its id, where Fly listed it at once
 * @param requestedAt when it was requested
 */
public record AcceptedSnapshot(
        CreatePlan plan, Optional<SnapshotId> snapshot, Optional<Instant> requestedAt) {}
