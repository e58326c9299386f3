package dev.flysnap.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A moment in a message, in the form that {@code --at} takes. */
public final class TimeText {

    /** Such as {@code 2026-01-31T09:05:00Z}; fractions of a second are cut off. */
    public static String of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private TimeText() {}
}
