package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.function.Supplier;

/** The thread that lets happen what is due on the real clock. */
final class Pacemaker implements AutoCloseable {
    private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Inbox queue;
    private final Supplier<Duration> tick;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param tick lets happen what is due; answers when something is due next
     */
    private Pacemaker(Inbox queue, Supplier<Duration> tick) {
        this.queue = queue;
        this.tick = tick;
        thread = Thread.ofPlatform().daemon().name("sim").unstarted(this::run);
    }

    static Pacemaker start(Inbox queue, Supplier<Duration> tick) {
        Pacemaker eventTimer = new Pacemaker(queue, tick);
        eventTimer.thread.start();
        return eventTimer;
    }

    private void run() {
        while (!closed) {
            try {
                queue.sleep(pause());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration pause() {
        try {
            return tick.get();
        } catch (RuntimeException diskIsFull) {
            // Whoever asks next over HTTP is told; what was not written down is tried again.
            return RETRY_AFTER_FAILURE;
        }
    }

    /** Not by an interrupt: that would close the file which is just being written. */
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
