package dev.flysnap.agent.http;

import dev.flysnap.agent.quiesce.HookException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for one kind of work, so that no other kind can occupy them. Platform threads: SQLite's
 * calls would pin the few that carry virtual ones.
 */
final class WorkLane implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    /**
     * @param queued how much work may wait for one of the threads
     */
    WorkLane(String name, int threads, int queued) {
        this.threads =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(queued),
                        Thread.ofPlatform()
                                .daemon()
                                .name("flysnap-hook-" + name + "-", 0)
                                .factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Waits for the work, and passes on what it throws.
     *
     * @throws HookException if too much is waiting already, or the server is being closed
     */
    <T> T call(Callable<T> work) {
        try {
            Future<T> future = threads.submit(work);
            return future.get();
        } catch (RejectedExecutionException e) {
            throw HookException.overloaded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HookException.overloaded();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
