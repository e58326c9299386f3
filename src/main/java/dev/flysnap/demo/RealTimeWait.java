package dev.flysnap.demo;

import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits in real time, for other processes. */
final class RealTimeWait {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    static void pause(Duration duration) {
        Sleeper.REAL.sleep(duration);
    }

    /**
     * @return false when it did not come true within the limit
     */
    static boolean until(Duration limit, BooleanSupplier condition) {
        return until(limit, LOOK_EVERY, condition);
    }

    /**
     * @return false when it did not come true within the limit
     */
    static boolean until(Duration limit, Duration every, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(every);
        }
        return true;
    }

    private RealTimeWait() {}
}
