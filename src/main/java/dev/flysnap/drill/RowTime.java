package dev.flysnap.drill;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A time as apps keep it in SQLite. */
final class RowTime {
    /** Larger numbers are no seconds: as such they would lie after the year 5000. */
    private static final double MOST_SECONDS = 1e11;

    private static final int MAX_CHARACTERS = 40;

    /**
     * Seconds or milliseconds since 1970, or a date with a time, in UTC unless it has an offset;
     * empty for anything else.
     */
    static Optional<Instant> parse(String text) {
        String value = text.strip();
        if (value.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        return value.matches("\\d{1,15}(\\.\\d+)?") ? ofNumber(value) : ofDate(value);
    }

    private static Optional<Instant> ofNumber(String value) {
        double number = Double.parseDouble(value);
        return Optional.of(
                Instant.ofEpochMilli((long) (number < MOST_SECONDS ? number * 1000 : number)));
    }

    private static Optional<Instant> ofDate(String value) {
        String date = value.replace(" UTC", "Z").replaceFirst("^(\\S{10}) ", "$1T");
        try {
            return Optional.of(OffsetDateTime.parse(date).toInstant());
        } catch (DateTimeException withoutOffset) {
            try {
                return Optional.of(LocalDateTime.parse(date).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    private RowTime() {}
}
