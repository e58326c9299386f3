package dev.flysnap.fly.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Sleeper;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a clock that moves only by the pacer's own waits. */
class RateLimitPacerTest {
    private long nanos;
    private final RateLimitPacer pacer =
            new RateLimitPacer(new VirtualTime(), waitNanos -> nanos += waitNanos);

    private final class VirtualTime implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private List<Double> secondsOfCalls(int calls, String action) {
        long start = nanos;
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            pacer.await(action, "m1");
            seconds.add((nanos - start) / 1e9);
        }
        return seconds;
    }

    @Test
    void theDocumentedLimitsAreKeptHoweverFastOneAsks() {
        assertEquals(List.of(0.0, 0.0, 0.5, 1.5, 2.5), secondsOfCalls(5, "machine.start"));
        List<Double> gets = secondsOfCalls(14, "machine.get");
        assertEquals(0.0, gets.get(6), "a burst of seven and a half");
        assertEquals(0.1, gets.get(7), 1e-6);
        assertEquals(1.3, gets.get(13), 1e-6, "then five a second");
    }

    @Test
    void differentTargetsDoNotWaitForEachOther() {
        for (int i = 0; i < 20; i++) {
            pacer.await("machine.start", "m" + i);
        }
        assertEquals(0, nanos);
    }

    @Test
    void aWaitOfMoreThanAMinuteFailsAtOnce() {
        RateLimitPacer crowded = new RateLimitPacer(new VirtualTime(), waitNanos -> {});
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                crowded.await("machine.start", "m1");
                            }
                        });
        assertEquals("fly-too-many-calls", refused.problem().code());
    }

    @Test
    void anInterruptEndsTheWait() {
        RateLimitPacer real = new RateLimitPacer(new VirtualTime(), BlockingStrategy.PARKING);
        real.await("machine.start", "m1");
        real.await("machine.start", "m1");
        Thread.currentThread().interrupt();
        assertThrows(Sleeper.Interrupted.class, () -> real.await("machine.start", "m1"));
        assertTrue(Thread.interrupted());
    }
}
