package dev.flysnap.snapshot;

import dev.flysnap.time.Sleeper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Does the same with many things, some at the same time. */
final class Crew {

    /**
     * Begins with them in their order; ends when all have ended, however they did.
     *
     * @param atOnce how many at the same time, at most; with 1 it is all done by the caller's
     *     thread
     * @throws RuntimeException the first that {@code work} threw, after all the others were done
     */
    static <T> void each(List<T> things, int atOnce, Consumer<T> work) {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<RuntimeException> thrown = new ConcurrentLinkedQueue<>();
        Runnable worker =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < things.size();
                            i = next.getAndIncrement()) {
                        try {
                            work.accept(things.get(i));
                        } catch (RuntimeException e) {
                            thrown.add(e);
                        }
                    }
                };
        if (atOnce == 1) {
            worker.run();
        } else {
            join(Collections.nCopies(Math.min(atOnce, things.size()), worker));
        }
        RuntimeException first = thrown.poll();
        if (first != null) {
            thrown.forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void join(List<Runnable> workers) {
        List<Thread> threads = new ArrayList<>();
        workers.forEach(it -> threads.add(Thread.startVirtualThread(it)));
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    private Crew() {}
}
