package dev.flysnap.portable.retain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Years, months, days and hours, such as {@code 2y5m7d3h}: {@code m} is a month, as in restic. */
public record RetentionPeriod(int years, int months, int days, int hours) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?=.)(?:(\\d{1,4})y)?(?:(\\d{1,4})m)?(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it is none
     */
    public static RetentionPeriod parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a period: those have years, months, days and hours, such as 2y5m7d3h"
                            .formatted(text));
        }
        return new RetentionPeriod(
                number(parts, 1), number(parts, 2), number(parts, 3), number(parts, 4));
    }

    private static int number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** By the calendar, in UTC. */
    Instant before(Instant at) {
        return at.atZone(ZoneOffset.UTC)
                .minusYears(years)
                .minusMonths(months)
                .minusDays(days)
                .minusHours(hours)
                .toInstant();
    }

    @Override
    public String toString() {
        return part(years, "y") + part(months, "m") + part(days, "d") + part(hours, "h");
    }

    private static String part(int number, String unit) {
        return number == 0 ? "" : number + unit;
    }
}
