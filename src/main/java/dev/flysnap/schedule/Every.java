package dev.flysnap.schedule;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How often Fly starts a scheduled machine; the moment is fuzzy. Source: PLATFORM, Machines. */
public enum Every {
    HOURLY(Duration.ofMinutes(40), Duration.ofHours(2)),
    DAILY(Duration.ofHours(20), Duration.ofHours(36)),
    WEEKLY(Duration.ofDays(6), Duration.ofDays(9)),
    MONTHLY(Duration.ofDays(25), Duration.ofDays(35));

    private final Duration tooSoon;
    private final Duration overdue;

    Every(Duration tooSoon, Duration overdue) {
        this.tooSoon = tooSoon;
        this.overdue = overdue;
    }

    /** The word in a machine's config. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A start that follows its predecessor sooner is a repetition. */
    public Duration tooSoon() {
        return tooSoon;
    }

    /** Without a start for so long one was missed, however fuzzy the schedule is. */
    public Duration overdue() {
        return overdue;
    }

    /** Empty for any other word. */
    public static Optional<Every> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
}
