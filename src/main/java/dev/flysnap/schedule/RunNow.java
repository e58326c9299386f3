package dev.flysnap.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * That somebody wanted a scheduled machine to run outside its schedule, also where the last run was
 * not long ago. It stays in the machine's environment, so it counts for a while only.
 */
public record RunNow(Instant at) {
    public static final String VARIABLE = "FLYSNAP_RUN_NOW";

    private static final Duration VALID = Duration.ofMinutes(10);

    String text() {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Whether it is still wanted.
     *
     * @param text the variable's value, or nothing
     */
    public static boolean isWanted(String text, Instant now) {
        try {
            Instant at = Instant.parse(text);
            return !at.plus(VALID).isBefore(now) && !at.minus(VALID).isAfter(now);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
