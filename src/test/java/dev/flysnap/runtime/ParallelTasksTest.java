package dev.flysnap.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.time.Sleeper;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What runs at the same time is bounded, ordered, and finished. */
class ParallelTasksTest {
    private static final List<Integer> ITEMS = IntStream.range(0, 40).boxed().toList();

    @Test
    void noMoreThanAllowedRunAndThatManyDo() {
        int atOnce = 4;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(atOnce);
        ParallelTasks.forEach(
                ITEMS,
                atOnce,
                _ -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    full.countDown();
                    await(full);
                    running.decrementAndGet();
                });
        assertEquals(atOnce, most.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    @Test
    void aloneItIsDoneInOrderByTheCaller() {
        ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
        Thread caller = Thread.currentThread();
        ParallelTasks.forEach(
                ITEMS,
                1,
                number -> {
                    assertEquals(caller, Thread.currentThread());
                    done.add(number);
                });
        assertEquals(ITEMS, List.copyOf(done));
    }

    @Test
    void whatFailsStopsNoneOfTheOthers() {
        AtomicInteger done = new AtomicInteger();
        assertThrows(
                IllegalStateException.class,
                () ->
                        ParallelTasks.forEach(
                                ITEMS,
                                3,
                                number -> {
                                    done.incrementAndGet();
                                    if (number % 2 == 0) {
                                        throw new IllegalStateException("item " + number);
                                    }
                                }));
        assertEquals(ITEMS.size(), done.get());
    }

    @Test
    void anInterruptEndsTheWorkAndNothingNewBegins() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() ->
                                end.set(
                                        assertThrows(
                                                RuntimeException.class,
                                                () ->
                                                        ParallelTasks.forEach(
                                                                ITEMS,
                                                                2,
                                                                _ -> {
                                                                    begun.incrementAndGet();
                                                                    full.countDown();
                                                                    await(never);
                                                                }))));
        full.await();
        caller.interrupt();
        caller.join();
        assertTrue(end.get() instanceof Sleeper.Interrupted, "" + end.get());
        assertEquals(2, begun.get());
    }
}
