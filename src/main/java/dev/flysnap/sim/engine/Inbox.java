package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What other threads have to tell the engine, and how they wake it. */
final class Inbox {
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final Semaphore alarm = new Semaphore(0);

    void add(Runnable step) {
        steps.add(step);
    }

    Optional<Runnable> next() {
        return Optional.ofNullable(steps.poll());
    }

    /** There may be something new, or something due earlier. */
    void wake() {
        alarm.release();
    }

    /** Sleeps until woken, or so long. */
    void sleep(Duration longest) throws InterruptedException {
        var _ = alarm.tryAcquire(longest.toMillis() + 1, TimeUnit.MILLISECONDS);
        alarm.drainPermits();
    }
}
