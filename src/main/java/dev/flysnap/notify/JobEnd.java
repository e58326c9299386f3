package dev.flysnap.notify;

import java.time.Duration;
import java.time.Instant;

/**
 * How a command ended.
 *
 * @param exit its exit code; 0 = what it promises was proven
 * @param text what it printed: the problem, or the result
 */
public record JobEnd(Job job, Instant started, Instant ended, int exit, String text) {
    /** Receivers keep about so much. */
    private static final int MAX_TEXT = 10_000;

    /** Of a longer text the end, where a problem stands. */
    public JobEnd {
        text = text.strip();
        text = text.length() <= MAX_TEXT ? text : text.substring(text.length() - MAX_TEXT);
    }

    public boolean isSuccess() {
        return exit == 0;
    }

    public Duration took() {
        return Duration.between(started, ended);
    }
}
