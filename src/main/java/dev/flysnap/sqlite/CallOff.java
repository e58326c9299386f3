package dev.flysnap.sqlite;

import dev.flysnap.problem.FlysnapException;
import java.util.Optional;

/**
 * Lets a quiesce that is at work be called off by another thread: a stop must not wait for it, and
 * it must keep nobody waiting. For one quiesce, and its hold when that is done.
 */
public final class CallOff {
    private boolean called;
    private Optional<WriteHold> hold = Optional.empty();

    /**
     * Returns when writers are let go, and stay so. A quiesce at work fails; of one that is done
     * the hold is over.
     */
    public void call() {
        Optional<WriteHold> underWay;
        synchronized (this) {
            called = true;
            underWay = hold;
        }
        underWay.ifPresent(WriteHold::release);
    }

    /**
     * From now on this is the hold that ends with the call.
     *
     * @throws FlysnapException if that has come already; then the hold is the caller's to release
     */
    void concerns(WriteHold hold) {
        synchronized (this) {
            this.hold = Optional.of(hold);
        }
        check();
    }

    /**
     * @throws FlysnapException once it was called off
     */
    synchronized void check() {
        if (called) {
            throw SqliteProblems.calledOff().exception();
        }
    }
}
