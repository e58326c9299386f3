package dev.flysnap.portable.retain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** The spans of which the newest copy is kept, in UTC. */
public enum RetentionKind {
    /** Each copy by itself. */
    LAST,
    HOURLY,
    DAILY,
    /** Weeks begin on Monday. */
    WEEKLY,
    MONTHLY,
    YEARLY;

    /**
     * Equal for two copies of the same span.
     *
     * @param position among the copies
     */
    long spanOf(Instant at, int position) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        return switch (this) {
            case LAST -> position;
            case HOURLY -> utc.toLocalDate().toEpochDay() * 24 + utc.getHour();
            case DAILY -> utc.toLocalDate().toEpochDay();
            case WEEKLY ->
                    utc.get(IsoFields.WEEK_BASED_YEAR) * 100L
                            + utc.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> utc.getYear() * 100L + utc.getMonthValue();
            case YEARLY -> utc.getYear();
        };
    }

    /** Such as {@code daily}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
