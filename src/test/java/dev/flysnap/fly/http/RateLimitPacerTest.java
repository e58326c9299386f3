package dev.flysnap.fly.http;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.time.Sleeper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitPacerTest {

    @Test
    void theDocumentedLimitsAreKeptHoweverFastOneAsks() {
        RateLimitPacer pacer = new RateLimitPacer();
        List<Long> slow = new ArrayList<>();
        List<Long> fast = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            pacer.await("machine.start", "m1");
            slow.add(System.nanoTime() - start);
        }
        start = System.nanoTime();
        for (int i = 0; i < 14; i++) {
            pacer.await("machine.get", "m1");
            fast.add(System.nanoTime() - start);
        }
        assertTrue(isWithin(slow, 1, 3), () -> "one a second, bursts of 3: " + slow);
        assertTrue(isWithin(fast, 5, 10), () -> "five a second, bursts of 10: " + fast);
        assertTrue(!isWithin(slow, 1, 2), () -> "the burst is used: " + slow);
        assertTrue(!isWithin(slow, 0.5, 1), "the check can fail");
    }

    /** Whether a bucket of that many tokens, refilled at that rate, serves them all. */
    private static boolean isWithin(List<Long> nanos, double perSecond, double burst) {
        double tokens = burst;
        long before = 0;
        for (long at : nanos) {
            tokens = Math.min(burst, tokens + (at - before) / 1e9 * perSecond) - 1;
            before = at;
            if (tokens < 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void differentTargetsDoNotWaitForEachOther() {
        RateLimitPacer pacer = new RateLimitPacer();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            pacer.await("machine.start", "m" + i);
        }
        // One bucket for all of them would take 17 s.
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    @Test
    void anInterruptEndsTheWait() {
        RateLimitPacer pacer = new RateLimitPacer();
        pacer.await("machine.start", "m1");
        Thread.currentThread().interrupt();
        assertThrows(
                Sleeper.Interrupted.class,
                () -> {
                    pacer.await("machine.start", "m1");
                    pacer.await("machine.start", "m1");
                });
        assertTrue(Thread.interrupted());
    }
}
