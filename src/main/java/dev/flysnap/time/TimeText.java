package dev.flysnap.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A moment for people, in UTC; JSON has ISO 8601. */
public final class TimeText {

    /**
     * Such as {@code 2026-01-31 09:05:00 UTC}, which {@code --at} takes, too; fractions of a second
     * are cut off.
     */
    public static String of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
    }

    private TimeText() {}
}
