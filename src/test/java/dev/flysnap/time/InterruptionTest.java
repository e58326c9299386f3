package dev.flysnap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class InterruptionTest {
    private final Interruption interruption = new Interruption();

    @Test
    void aSleepThatHasBegunEndsAndTheNextDoesNotBegin() throws InterruptedException {
        CountDownLatch sleeping = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>("");
        Sleeper sleeper =
                interruption.cutting(duration -> {
                    sleeping.countDown();
                    Sleeper.REAL.sleep(duration);
                });
        Thread sleeps =
                Thread.ofPlatform()
                        .start(() -> {
                            assertThrows(
                                    Sleeper.Interrupted.class,
                                    () -> sleeper.sleep(Duration.ofHours(1)));
                            boolean canWait = !Thread.currentThread().isInterrupted();
                            assertThrows(
                                    Sleeper.Interrupted.class,
                                    () -> sleeper.sleep(Duration.ofHours(1)));
                            interruption.runProtected(() -> sleeper.sleep(Duration.ofMillis(1)));
                            end.set(canWait ? "it can wait for what it gives back" : "not free");
                        });
        sleeping.await();
        interruption.request();
        sleeps.join();
        assertEquals("it can wait for what it gives back", end.get());
    }

    @Test
    void protectedWorkIsNotToStopAndAsksForNothing() {
        interruption.request();
        assertThrows(Sleeper.Interrupted.class, interruption::check);
        assertTrue(interruption.isRequested());
        assertFalse(interruption.<Boolean>protect(interruption::isRequested));
        interruption.runProtected(interruption::check);
        assertThrows(Sleeper.Interrupted.class, interruption::check, "afterwards as before");
    }
}
