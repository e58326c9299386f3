package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.function.Supplier;

/** The thread that lets happen what is due on the real clock. */
final class Pacemaker implements AutoCloseable {
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Inbox inbox;
    private final Supplier<Duration> beat;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param beat lets happen what is due; answers when something is due next
     */
    private Pacemaker(Inbox inbox, Supplier<Duration> beat) {
        this.inbox = inbox;
        this.beat = beat;
        thread = Thread.ofPlatform().daemon().name("sim").unstarted(this::run);
    }

    static Pacemaker start(Inbox inbox, Supplier<Duration> beat) {
        Pacemaker pacemaker = new Pacemaker(inbox, beat);
        pacemaker.thread.start();
        return pacemaker;
    }

    private void run() {
        while (!closed) {
            try {
                inbox.sleep(pause());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration pause() {
        try {
            return beat.get();
        } catch (RuntimeException diskIsFull) {
            // Whoever asks next over HTTP is told; what was not written down is tried again.
            return AFTER_TROUBLE;
        }
    }

    /** Not by an interrupt: that would close the file which is just being written. */
    @Override
    public void close() {
        closed = true;
        inbox.wake();
        try {
            var _ = thread.join(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
