package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Steps that other threads hand to the engine, and a wake-up signal. */
final class EngineQueue {
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final Semaphore alarm = new Semaphore(0);

    void add(Runnable step) {
        steps.add(step);
    }

    Optional<Runnable> next() {
        return Optional.ofNullable(steps.poll());
    }

    /** Signals a new step or an earlier event. */
    void wake() {
        alarm.release();
    }

    /** Sleeps until woken, at most for the given time. */
    void sleep(Duration longest) throws InterruptedException {
        var _ = alarm.tryAcquire(longest.toMillis() + 1, TimeUnit.MILLISECONDS);
        alarm.drainPermits();
    }
}
