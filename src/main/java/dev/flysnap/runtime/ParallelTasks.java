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

/** Runs tasks in parallel, each on its own virtual thread. */
public final class ParallelTasks implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts a task; the supplier waits for its result, and throws what the task threw. */
    public <T> Supplier<T> submit(Supplier<T> task) {
        Future<T> result = threads.submit(task::get);
        return () -> resultOf(result);
    }

    private static <T> T resultOf(Future<T> result) {
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

    /** Waits for all tasks that are still running. */
    @Override
    public void close() {
        threads.close();
    }

    /**
     * Does the same work for many items, started in their order; returns when all have ended, also
     * after failures.
     *
     * @param maxConcurrent with 1 the caller's thread does all the work
     * @throws RuntimeException the first that {@code work} threw; the others are suppressed in it
     */
    public static <T> void forEach(List<T> items, int maxConcurrent, Consumer<T> work) {
        FairSlots slots = new FairSlots("parallel", maxConcurrent);
        Queue<RuntimeException> thrown = new ConcurrentLinkedQueue<>();
        try (ParallelTasks tasks = new ParallelTasks()) {
            Executor executor = maxConcurrent == 1 ? Runnable::run : tasks.threads;
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
