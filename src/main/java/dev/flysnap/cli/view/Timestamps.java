package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;

/** How long ago something was, for people. */
public final class Timestamps {
    /** Such as {@code 2026-01-31 09:05:00 UTC (3h ago)}. */
    public static String withAge(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        return TimeText.of(at)
                + (age.isNegative() ? "" : " (" + DurationConverter.text(age) + " ago)");
    }

    private Timestamps() {}
}
