package dev.flysnap.schedule.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The times of a cron expression, also on the two odd days of a year. */
class CronSpecTest {
    private static final String BERLIN = "Europe/Berlin";

    /** On that day 02:00 to 03:00 does not exist. */
    private static final Instant BEFORE_SPRING = Instant.parse("2026-03-28T12:00:00Z");

    /** On that day 02:00 to 03:00 exists twice. */
    private static final Instant BEFORE_AUTUMN = Instant.parse("2026-10-24T12:00:00Z");

    private static List<String> next(String spec, String zone, Instant from, int count) {
        CronSpec times = CronSpec.parse(spec, zone);
        List<String> found = new ArrayList<>();
        Instant at = from;
        for (int i = 0; i < count; i++) {
            at = times.next(at).orElseThrow();
            found.add(at.atZone(ZoneId.of(zone)).toOffsetDateTime().toString().substring(5));
        }
        return found;
    }

    @Test
    void aTimeThatTheClocksLeaveOutComesWhenTheyGoForward() {
        assertEquals(
                List.of("03-29T03:00+02:00", "03-30T02:30+02:00", "03-31T02:30+02:00"),
                next("30 2 * * *", BERLIN, BEFORE_SPRING, 3));
        assertEquals(
                List.of("03-29T03:00+02:00", "03-30T02:05+02:00"),
                next("5,25 2 * * *", BERLIN, BEFORE_SPRING, 2),
                "both of them at once");
    }

    @Test
    void aTimeThatComesTwiceIsTakenOnce() {
        assertEquals(
                List.of("10-25T02:30+02:00", "10-26T02:30+01:00", "10-27T02:30+01:00"),
                next("30 2 * * *", BERLIN, BEFORE_AUTUMN, 3));
    }

    @Test
    void anIntervalDoesNotNoticeTheClocks() {
        for (Instant start :
                List.of(
                        Instant.parse("2026-03-28T23:00:00Z"),
                        Instant.parse("2026-10-24T22:00:00Z"))) {
            CronSpec times = CronSpec.parse("*/15 * * * *", BERLIN);
            Instant at = start;
            for (int i = 1; i <= 40; i++) {
                at = times.next(at).orElseThrow();
                assertEquals(start.plusSeconds(900L * i), at);
            }
        }
    }

    @Test
    void daysOfTheMonthAndOfTheWeekAreAlternatives() {
        assertEquals(
                List.of(
                        "02-06T00:00Z",
                        "02-13T00:00Z",
                        "02-20T00:00Z",
                        "02-27T00:00Z",
                        "03-06T00:00Z"),
                next("0 0 13 * 5", "UTC", Instant.parse("2026-02-01T00:00:00Z"), 5));
        assertEquals(
                List.of("04-12T00:00Z", "04-13T00:00Z"),
                next("0 0 13 * 0", "UTC", Instant.parse("2026-04-11T00:00:00Z"), 2));
        assertEquals(
                List.of("02-29T00:00Z"),
                next("0 0 29 2 *", "UTC", Instant.parse("2026-03-01T00:00:00Z"), 1),
                "2028");
    }

    @Test
    void nothingButFiveFieldsAndAZoneIsTaken() {
        for (String wrong :
                List.of("* * * *", "0 * * * * *", "61 * * * *", "@daily", "", "a b c d e")) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> CronSpec.parse(wrong, "UTC"))
                            .getMessage();
            assertTrue(
                    String.valueOf(message).contains("no cron expression of five fields"), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> CronSpec.parse("0 0 31 2 *", "UTC"));
        assertThrows(IllegalArgumentException.class, () -> CronSpec.parse("0 0 * * *", "Mars/X"));
    }
}
