package dev.flysnap.sqlite;

import dev.flysnap.problem.FlysnapException;
import java.util.Optional;

/**
 * Lets a quiesce that is at work be called off by another thread: a stop must not wait for it, and
 * it must keep nobody waiting. For one quiesce, and its hold when that is done.
 */
public final class CallOff {
    private boolean cancelled;
    private Optional<WriteHold> hold = Optional.empty();

    /**
     * Returns when writers are let go, and stay so. A quiesce at work fails; of one that is done
     * the hold is over.
     */
    public void cancel() {
        Optional<WriteHold> active;
        synchronized (this) {
            cancelled = true;
            active = hold;
        }
        active.ifPresent(WriteHold::release);
    }

    /**
     * From now on this is the hold that ends with the call.
     *
     * @throws FlysnapException if that has come already; then the hold is the caller's to release
     */
    void attach(WriteHold hold) {
        synchronized (this) {
            this.hold = Optional.of(hold);
        }
        throwIfCancelled();
    }

    /**
     * @throws FlysnapException once it was called off
     */
    synchronized void throwIfCancelled() {
        if (cancelled) {
            throw SqliteProblems.cancelled().exception();
        }
    }
}
