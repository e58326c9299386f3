package dev.flysnap.sqlite.quiesce;

import java.time.Duration;

/**
 * How fast writers fill a WAL, and how fast it is copied: measured by two copies.
 *
 * @param added frames from the beginning of the first to the beginning of the second
 * @param within how long that was
 * @param copied how long the second took for them
 */
record CopyRates(long added, Duration within, Duration copied) {

    long framesPerSecond() {
        return (long) (added / Math.max(1e-9, within.toNanos() / 1e9));
    }

    /** How long the copy would take of what is added in that time. */
    Duration toCopy(Duration time) {
        return added == 0
                ? Duration.ZERO
                : Duration.ofNanos(
                        (long)
                                ((double) copied.toNanos()
                                        * time.toNanos()
                                        / Math.max(1, within.toNanos())));
    }
}
