package dev.flysnap.runtime;

/** Told what is being done, in words for a person. */
@FunctionalInterface
public interface Progress {
    void report(String words);

    /** Told what has to be said also where nobody watches: it goes to the log of a cron job. */
    default void reportAlways(String words) {
        report(words);
    }
}
