package dev.flysnap.sqlite;

import java.time.Duration;

/** A real wait, for somebody else's process: a virtual clock would not let it work. */
final class Pause {

    /** An interrupt stays set, and the loop around this goes on to its own limit. */
    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Pause() {}
}
