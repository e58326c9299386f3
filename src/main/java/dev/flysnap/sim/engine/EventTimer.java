package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.function.Supplier;

/** The thread that handles scheduled events on the real clock. */
final class EventTimer implements AutoCloseable {
    private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final EngineQueue queue;
    private final Supplier<Duration> tick;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param tick handles due events; returns the time until the next one
     */
    private EventTimer(EngineQueue queue, Supplier<Duration> tick) {
        this.queue = queue;
        this.tick = tick;
        thread = Thread.ofPlatform().daemon().name("sim").unstarted(this::run);
    }

    static EventTimer start(EngineQueue queue, Supplier<Duration> tick) {
        EventTimer eventTimer = new EventTimer(queue, tick);
        eventTimer.thread.start();
        return eventTimer;
    }

    private void run() {
        while (!closed) {
            try {
                queue.sleep(nextDelay());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration nextDelay() {
        try {
            return tick.get();
        } catch (RuntimeException e) {
            // The next HTTP request reports the error; saving is retried.
            return RETRY_AFTER_FAILURE;
        }
    }

    /** Does not interrupt the thread: that would close the file being written. */
    @Override
    public void close() {
        closed = true;
        queue.wake();
        try {
            var _ = thread.join(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
