package dev.flysnap.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of a volume.
 *
 * @param volumeGb size of the volume at the request
 * @param retentionDays retention of the volume at the request
 * @param content the content, once it was taken
 * @param createdAt when it was finished
 * @param overdue it only waits for its content
 */
public record SimSnapshot(
        String id,
        String app,
        String org,
        String volume,
        Instant requestedAt,
        int volumeGb,
        int retentionDays,
        Status status,
        Optional<Content> content,
        Optional<Instant> createdAt,
        boolean overdue) {

    /** Named as the platform names them; the name of a failure is our own guess. */
    public enum Status {
        WAITING,
        RUNNING,
        CREATED,
        FAILED
    }

    /**
     * The stored content.
     *
     * @param frozen how long the simulator had to stop the machine's processes for it, which Fly
     *     does not do
     */
    public record Content(long storedBytes, String digest, Duration frozen) {}

    public boolean isPending() {
        return status == Status.WAITING || status == Status.RUNNING;
    }

    public SimSnapshot with(Status changed) {
        return with(changed, content, createdAt, overdue);
    }

    public SimSnapshot with(Content changed) {
        return with(status, Optional.of(changed), createdAt, overdue);
    }

    public SimSnapshot finished(Status last, Instant at) {
        return with(last, content, Optional.of(at), false);
    }

    public SimSnapshot becomesOverdue() {
        return with(status, content, createdAt, true);
    }

    private SimSnapshot with(
            Status newStatus, Optional<Content> taken, Optional<Instant> endedAt, boolean waits) {
        return new SimSnapshot(
                id,
                app,
                org,
                volume,
                requestedAt,
                volumeGb,
                retentionDays,
                newStatus,
                taken,
                endedAt,
                waits);
    }
}
