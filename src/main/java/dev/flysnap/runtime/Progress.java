package dev.flysnap.runtime;

import java.time.Duration;

/** Receives messages for the user about what is being done. */
@FunctionalInterface
public interface Progress {
    void report(String message);

    /**
     * What was reported last is being waited for. Called at each look, so most calls are not worth
     * a line.
     *
     * @param elapsed since the wait began
     * @param limit when it is given up
     */
    default void waiting(Duration elapsed, Duration limit) {}

    /** Reports also where no terminal is attached: the message goes to the log of a cron job. */
    default void reportAlways(String message) {
        report(message);
    }
}
