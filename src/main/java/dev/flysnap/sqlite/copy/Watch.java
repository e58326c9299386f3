package dev.flysnap.sqlite.copy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks at a copy that is being made from a thread of its own: whoever makes it may be busy. */
final class Watch implements AutoCloseable {
    private final Duration pause;
    private final BooleanSupplier look;
    private final CountDownLatch over = new CountDownLatch(1);

    private Watch(Duration pause, BooleanSupplier look) {
        this.pause = pause;
        this.look = look;
    }

    /**
     * @param look at once and after each pause, until it is false or this is closed
     */
    static Watch begin(Duration pause, BooleanSupplier look) {
        Watch watch = new Watch(pause, look);
        Thread _ = Thread.ofPlatform().daemon().name("flysnap-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = looksAgain() && !over.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean looksAgain() {
        return over.getCount() > 0 && look.getAsBoolean();
    }

    /** Waits for the look that is under way; there is none afterwards. */
    @Override
    public void close() {
        over.countDown();
        synchronized (this) {
            // That look is over.
        }
    }
}
