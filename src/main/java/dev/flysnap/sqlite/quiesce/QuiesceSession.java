package dev.flysnap.sqlite.quiesce;

import dev.flysnap.sqlite.FileIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Quiesced databases, and the hold that keeps writers off.
 *
 * <p>What {@link #databases()} says was true at {@link #syncedAt()}, whatever became of the hold:
 * every commit that was acknowledged before then is on the device.
 */
public final class QuiesceSession implements AutoCloseable {

    /**
     * The end of a hold.
     *
     * @param intact whether it lasted until it was released, on the files that still lie there
     * @param heldFor how long writers were off
     */
    public record Released(boolean intact, Duration heldFor) {}

    private final List<QuiescedDatabase> databases;
    private final Instant syncedAt;
    private final long syncedNanos;
    private final WriteHold hold;
    private final Map<Path, FileIdentity> files;

    QuiesceSession(
            List<QuiescedDatabase> databases,
            Instant syncedAt,
            long syncedNanos,
            WriteHold hold,
            Map<Path, FileIdentity> files) {
        this.databases = List.copyOf(databases);
        this.syncedAt = syncedAt;
        this.syncedNanos = syncedNanos;
        this.hold = hold;
        this.files = Map.copyOf(files);
    }

    /** In the order in which they were asked for. */
    public List<QuiescedDatabase> databases() {
        return databases;
    }

    /** T: when the last sync had returned. */
    public Instant syncedAt() {
        return syncedAt;
    }

    /** T as {@link System#nanoTime}, to compare with on the same machine. */
    public long syncedNanos() {
        return syncedNanos;
    }

    /** Whether writers are still off. */
    public boolean isHeld() {
        return hold.isOn();
    }

    /** Until the hold ends by itself; zero when it is over. */
    public Duration remaining() {
        return hold.remaining();
    }

    /** How long writers have been off, or were. */
    public Duration heldFor() {
        return hold.end()
                .map(WriteHold.End::heldFor)
                .orElseGet(() -> Duration.ofNanos(System.nanoTime() - hold.lockedNanos()));
    }

    /** Waits until the hold is over, by release or by itself. */
    public WriteHold.End awaitEnd() {
        return hold.awaitEnd();
    }

    /** Releases writers. Idempotent; returns the same result again. */
    public Released release() {
        WriteHold.End end = hold.release();
        boolean sameFiles =
                files.entrySet().stream().allMatch(it -> it.getValue().isStillAt(it.getKey()));
        return new Released(end.byRelease() && sameFiles, end.heldFor());
    }

    @Override
    public void close() {
        release();
    }
}
