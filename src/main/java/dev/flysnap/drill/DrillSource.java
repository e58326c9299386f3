package dev.flysnap.drill;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.snapshot.plan.CreateRequest;
import java.time.Duration;

/** What a drill restores. */
public sealed interface DrillSource {
    /** Any finished snapshot that is not older: after each deploy the newest proves little. */
    record RandomWithin(Duration age) implements DrillSource {}

    /** The newest finished one. */
    record Latest() implements DrillSource {}

    /** One that is taken first. */
    record New(CreateRequest create) implements DrillSource {}

    record Named(SnapshotId snapshot) implements DrillSource {}

    /** Copies outside Fly. */
    record Copies(CopyRequest request) implements DrillSource {}
}
