package dev.flysnap.sqlite.quiesce;

import java.time.Duration;

/** Waits in real time for another process, which a virtual clock would not let run. */
final class Backoff {

    /** An interrupt stays set; the calling loop has its own limit. */
    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Backoff() {}
}
