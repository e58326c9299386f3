package dev.flysnap.load;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that ends its processes and deletes its files also where Ctrl-C cuts it short. */
final class CutShort {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    /**
     * Interrupts the work where this process is told to end, and lets it end what it has begun.
     *
     * @param work on this thread
     */
    static <T> T tidily(Callable<T> work) throws Exception {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook =
                new Thread(() -> {
                    worker.setUncaughtExceptionHandler((_, _) -> {});
                    worker.interrupt();
                    try {
                        if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                            System.err.println("something may be left, as it did not end in time");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            ended.countDown();
        }
    }

    /** Where something waits that an interrupt does not end. */
    static void requireNot() {
        // Without its mark, by which the clean-up would not wait either.
        if (Thread.interrupted()) {
            throw new CancellationException("cut short");
        }
    }

    private CutShort() {}
}
