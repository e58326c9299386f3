package dev.flysnap.sqlite;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.sqlite.BusyHandler;

/**
 * Waits for the locks of other connections, for one thread. SQLite's own handler sleeps up to 100
 * ms between two looks: the gap that busy writers leave is over by then, and it can take seconds to
 * hit one.
 */
final class LockWait extends BusyHandler {
    private static final long BETWEEN_LOOKS_NANOS = 100_000;
    private static final int GIVE_UP = 0;
    private static final int LOOK_AGAIN = 1;

    private final Duration usual;
    private Duration limit;
    private BooleanSupplier wanted = () -> true;
    private long begunNanos;

    /** Until it is closed another limit counts. */
    interface Limited extends AutoCloseable {
        @Override
        void close();
    }

    LockWait(Duration usual) {
        this.usual = usual;
        this.limit = usual;
    }

    /**
     * @param stillWanted asked while it waits
     */
    Limited limit(Duration other, BooleanSupplier stillWanted) {
        limit = other;
        wanted = stillWanted;
        return () -> {
            limit = usual;
            wanted = () -> true;
        };
    }

    @Override
    protected int callback(int earlierLooks) {
        long now = System.nanoTime();
        if (earlierLooks == 0) {
            begunNanos = now;
        }
        if (now - begunNanos >= limit.toNanos() || !wanted.getAsBoolean()) {
            return GIVE_UP;
        }
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        return LOOK_AGAIN;
    }
}
