package dev.flysnap.sqlite.quiesce;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Quiesced databases, and the hold that keeps writers off.
 *
 * <p>What {@link #databases()} says was true at {@link #syncedAt()}, whatever became of the hold:
 * every commit that was acknowledged before then is on the device.
 */
public final class QuiesceSession implements AutoCloseable {

    private final List<QuiescedDatabase> databases;
    private final List<QuiesceTarget> leftOut;
    private final Instant syncedAt;
    private final long syncedNanos;
    private final WriteHold hold;

    QuiesceSession(
            List<QuiescedDatabase> databases,
            List<QuiesceTarget> leftOut,
            Instant syncedAt,
            long syncedNanos,
            WriteHold hold) {
        this.databases = List.copyOf(databases);
        this.leftOut = leftOut;
        this.syncedAt = syncedAt;
        this.syncedNanos = syncedNanos;
        this.hold = hold;
    }

    /** In the order in which they were asked for. */
    public List<QuiescedDatabase> databases() {
        return databases;
    }

    /** Those that {@linkplain QuiesceTarget#mayBeLeftOut may be left out}, and were. */
    public List<QuiesceTarget> leftOut() {
        return leftOut;
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
    public WriteHold.End release() {
        return hold.release();
    }

    @Override
    public void close() {
        WriteHold.End _ = release();
    }
}
