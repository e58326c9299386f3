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
    private final Semaphore wakeups = new Semaphore(0);

    void add(Runnable step) {
        steps.add(step);
    }

    Optional<Runnable> next() {
        return Optional.ofNullable(steps.poll());
    }

    /** Signals a new step or an earlier event. */
    void wake() {
        wakeups.release();
    }

    /** Sleeps until {@link #wake}, at most for {@code limit}. */
    void sleep(Duration limit) throws InterruptedException {
        var _ = wakeups.tryAcquire(limit.toMillis() + 1, TimeUnit.MILLISECONDS);
        wakeups.drainPermits();
    }
}
