package dev.flysnap.agent.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives back the heap that an answer about thousands of databases took: java's serial collector
 * lets the heap grow to its limit before it looks for what is not needed, and the app's machine is
 * small.
 */
final class SpareHeap {
    /** What an agent with a few databases never exceeds. */
    private static final long KEPT_BYTES = 16L << 20;

    private static final long LEAST_BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Above it a copy is under way, and leaves megabytes behind with each part. */
    private static final long MUCH_BYTES = 20L << 20;

    private static final long LEAST_BETWEEN_PARTS_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

    /** To be called when nobody waits: it takes some 50 ms, in which nothing else runs. */
    void giveBack() {
        long now = System.nanoTime();
        long last = lastNanos.get();
        long bytes = Runtime.getRuntime().totalMemory();
        long pause = bytes > MUCH_BYTES ? LEAST_BETWEEN_PARTS_NANOS : LEAST_BETWEEN_NANOS;
        if (bytes > KEPT_BYTES && now - last >= pause && lastNanos.compareAndSet(last, now)) {
            System.gc();
        }
    }
}
