package dev.flysnap.runtime;

import dev.flysnap.time.Sleeper;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs tasks at the same time, each on a virtual thread of its own. */
public final class ParallelTasks implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts a task; its result, or what it threw, comes when it is fetched. */
    public <T> Supplier<T> ask(Supplier<T> task) {
        Future<T> result = threads.submit(task::get);
        return () -> fetched(result);
    }

    private static <T> T fetched(Future<T> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    /** Waits for the tasks whose result nobody fetched. */
    @Override
    public void close() {
        threads.close();
    }

    /**
     * Does the same with many items: begins with them in their order, and ends when all have ended,
     * however they did.
     *
     * @param atOnce how many at the same time, at most; with 1 the caller's thread does it all
     * @throws RuntimeException the first that {@code work} threw, after all the others were done
     */
    public static <T> void forEach(List<T> items, int atOnce, Consumer<T> work) {
        FairSlots slots = new FairSlots("parallel", atOnce);
        Queue<RuntimeException> thrown = new ConcurrentLinkedQueue<>();
        try (ParallelTasks tasks = new ParallelTasks()) {
            Executor executor = atOnce == 1 ? Runnable::run : tasks.threads;
            for (T item : items) {
                slots.acquire();
                executor.execute(() -> {
                    try {
                        work.accept(item);
                    } catch (RuntimeException e) {
                        thrown.add(e);
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        RuntimeException first = thrown.poll();
        if (first != null) {
            thrown.forEach(first::addSuppressed);
            throw first;
        }
    }
}
