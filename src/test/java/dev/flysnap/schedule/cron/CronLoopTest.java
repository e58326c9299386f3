package dev.flysnap.schedule.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Interruption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that lives through days in no time. */
class CronLoopTest {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final List<String> JOB = List.of("create", "shop");

    @TempDir private Path state;
    private Instant now = START;
    private final List<Instant> runs = new ArrayList<>();

    /** Until {@code end}; each run takes so long. */
    private void live(String spec, String zone, Instant end, Duration run) {
        live(spec, zone, end, run, true);
    }

    private void live(String spec, String zone, Instant end, Duration run, boolean finishes) {
        Interruption interruption = new Interruption();
        try (CronMemory memory = CronMemory.open(state, JOB)) {
            new CronLoop(
                            CronSpec.parse(spec, zone),
                            memory,
                            () -> now,
                            interruption.cutting(pause -> {
                                now = now.plus(pause);
                                if (!now.isBefore(end)) {
                                    interruption.request();
                                }
                            }),
                            interruption)
                    .run(
                            _ -> {},
                            () -> {
                                runs.add(now);
                                now = now.plus(run);
                                if (!now.isBefore(end)) {
                                    interruption.request();
                                }
                                return finishes;
                            });
        }
    }

    @Test
    void aDailyJobRunsOnceADayThroughAChangeOfTheClocks() {
        live("30 2 * * *", "Europe/Berlin", START.plus(Duration.ofDays(5)), Duration.ofMinutes(3));
        assertEquals(
                List.of(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        // 02:30 does not exist on that day.
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"),
                        Instant.parse("2026-03-31T00:30:00Z"),
                        Instant.parse("2026-04-01T00:30:00Z")),
                runs);
    }

    @Test
    void aLongRunIsFollowedByOneAndNotOverlapped() {
        live("*/15 * * * *", "UTC", START.plus(Duration.ofHours(1)), Duration.ofMinutes(37));
        assertEquals(
                List.of(
                        START.plus(Duration.ofMinutes(15)),
                        // 10:30 and 10:45 together.
                        START.plus(Duration.ofMinutes(52))),
                runs);
    }

    @Test
    void whatPassedDuringAPauseIsCaughtUpOnce() {
        live("0 * * * *", "UTC", START.plus(Duration.ofMinutes(90)), Duration.ofSeconds(5));
        assertEquals(1, runs.size());
        now = START.plus(Duration.ofHours(9)).plusSeconds(7);
        live("0 * * * *", "UTC", now.plus(Duration.ofMinutes(61)), Duration.ofSeconds(5));
        assertEquals(
                List.of(
                        START.plus(Duration.ofHours(1)),
                        START.plus(Duration.ofHours(9)).plusSeconds(7),
                        START.plus(Duration.ofHours(10))),
                runs);
    }

    @Test
    void aProcessThatDiedBeforeItsFirstRunMissedIt() {
        live("0 12 * * *", "UTC", START.plus(Duration.ofMinutes(1)), Duration.ZERO);
        now = START.plus(Duration.ofHours(5));
        live("0 12 * * *", "UTC", now.plus(Duration.ofMinutes(1)), Duration.ZERO);
        assertEquals(List.of(START.plus(Duration.ofHours(5))), runs);
    }

    @Test
    void aRunThatWasKilledIsRepeated() {
        live("0 * * * *", "UTC", START.plus(Duration.ofDays(1)), Duration.ofSeconds(5), false);
        now = now.plus(Duration.ofMinutes(2));
        live("0 * * * *", "UTC", now.plus(Duration.ofMinutes(1)), Duration.ofSeconds(5));
        assertEquals(
                List.of(
                        START.plus(Duration.ofHours(1)),
                        START.plus(Duration.ofHours(1)).plusSeconds(125)),
                runs);
    }

    @Test
    void aClockThatIsSetBackDoesNotStopIt() {
        live("0 * * * *", "UTC", START.plus(Duration.ofMinutes(90)), Duration.ZERO);
        now = START.minus(Duration.ofDays(300));
        live("0 * * * *", "UTC", now.plus(Duration.ofMinutes(90)), Duration.ZERO);
        assertEquals(2, runs.size());
    }

    @Test
    void oneStateDirectoryHasOneProcessForAJob() {
        try (CronMemory memory = CronMemory.open(state, JOB)) {
            assertTrue(memory.lastRun().isEmpty());
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> CronMemory.open(state, JOB));
            assertEquals(ExitCode.LOCKED, refused.problem().exit());
            CronMemory.open(state, List.of("create", "blog")).close();
        }
        CronMemory.open(state, JOB).close();
    }
}
