package dev.flysnap.retry;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/** How long to wait before an attempt is repeated. */
public final class RetryPauses {
    /** Attempts that failed together must not be repeated together. */
    private static final double JITTER = 0.5;

    private final IntervalFunction intervals;
    private final Duration max;

    private RetryPauses(IntervalFunction intervals, Duration max) {
        this.intervals = intervals;
        this.max = max;
    }

    /**
     * Growing by {@code factor} each time, give or take half of each.
     *
     * @param max no pause is longer; a longer one that was requested ends the attempts
     */
    public static RetryPauses growing(Duration first, double factor, Duration max) {
        return new RetryPauses(
                IntervalFunction.ofExponentialRandomBackoff(first, factor, JITTER, max), max);
    }

    /** Always the same. */
    public static RetryPauses every(Duration interval) {
        return new RetryPauses(IntervalFunction.of(interval), interval);
    }

    public Duration after(int failedAttempts) {
        return Duration.ofMillis(intervals.apply(failedAttempts));
    }

    boolean allow(Duration pause) {
        return pause.compareTo(max) <= 0;
    }
}
