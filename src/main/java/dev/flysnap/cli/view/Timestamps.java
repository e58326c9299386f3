package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Timestamps for people, in UTC. */
public final class Timestamps {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** Such as {@code 2026-01-31 09:05:00 UTC}; fractions of a second are cut off. */
    public static String text(Instant at) {
        return SECONDS.format(at);
    }

    /** The same, with how long ago that was. */
    public static String withAge(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        return text(at) + (age.isNegative() ? "" : " (" + DurationConverter.text(age) + " ago)");
    }

    private Timestamps() {}
}
