package dev.flysnap.time;

import java.time.Duration;

/** Lets time pass. Production sleeps; simulations move a virtual clock. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Sleeps for real. An interrupt ends the wait and stays set, so that the caller's own limit
     * ends its loop.
     */
    Sleeper REAL =
            duration -> {
                try {
                    Thread.sleep(duration);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Interrupted();
                }
            };

    /**
     * @throws Interrupted if the thread was interrupted meanwhile
     */
    void sleep(Duration duration);

    /** This thread is to stop: it was interrupted, or an {@link Interruption} was requested. */
    final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Interrupted() {
            super("interrupted");
        }
    }
}
