package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.SqliteProblems;
import java.util.Optional;

/**
 * Cancels a quiesce from another thread, including its hold, so that a stop does not have to wait
 * for it. For one quiesce.
 */
public final class Cancellation {
    private boolean cancelled;
    private Optional<WriteHold> hold = Optional.empty();

    /**
     * Returns when writers are released for good. A quiesce in progress fails; the hold of a
     * finished one ends.
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
     * Attaches the hold that a cancellation ends.
     *
     * @throws FlysnapException if already cancelled; the caller then releases the hold
     */
    void attach(WriteHold hold) {
        synchronized (this) {
            this.hold = Optional.of(hold);
        }
        throwIfCancelled();
    }

    /**
     * @throws FlysnapException once it was cancelled
     */
    synchronized void throwIfCancelled() {
        if (cancelled) {
            throw SqliteProblems.cancelled().exception();
        }
    }
}
