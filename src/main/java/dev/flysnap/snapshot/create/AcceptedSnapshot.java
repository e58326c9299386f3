package dev.flysnap.snapshot.create;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot that Fly has agreed to take, and that nobody waited for.
 *
 * @param snapshot its id, where Fly listed it at once
 * @param requestedAt when it was asked for
 */
public record AcceptedSnapshot(
        CreatePlan plan, Optional<SnapshotId> snapshot, Optional<Instant> requestedAt) {}
