package dev.flysnap.runtime;

/** Receives messages for the user about what is being done. */
@FunctionalInterface
public interface Progress {
    void report(String message);

    /** Reports also where no terminal is attached: the message goes to the log of a cron job. */
    default void reportAlways(String message) {
        report(message);
    }
}
