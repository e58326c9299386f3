package dev.flysnap.story;

import dev.flysnap.sim.Simulator;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Lets several threads share a virtual clock: it moves only when all of them sleep, and then to
 * where the first one wakes up. So what they see does not depend on which of them is fast.
 */
final class LockstepSleeper implements Sleeper {
    private final Simulator sim;
    private final List<Instant> wakeTimes = new ArrayList<>();
    private int running;

    LockstepSleeper(Simulator sim, int threads) {
        this.sim = sim;
        running = threads;
    }

    @Override
    public synchronized void sleep(Duration duration) {
        Instant wakeTime = sim.clock().instant().plus(duration);
        wakeTimes.add(wakeTime);
        moveClock();
        try {
            while (sim.clock().instant().isBefore(wakeTime)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        } finally {
            wakeTimes.remove(wakeTime);
        }
    }

    /** One thread less that has to sleep before the clock moves. */
    synchronized void threadEnded() {
        running--;
        moveClock();
    }

    private void moveClock() {
        if (wakeTimes.isEmpty() || wakeTimes.size() < running) {
            return;
        }
        Duration left = Duration.between(sim.clock().instant(), Collections.min(wakeTimes));
        if (left.isPositive()) {
            sim.sleeper().sleep(left);
        }
        notifyAll();
    }
}
