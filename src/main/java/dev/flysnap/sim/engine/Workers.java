package dev.flysnap.sim.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs copies: each on its own thread, or synchronously on a virtual clock. */
final class Workers implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final boolean synchronous;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Workers(boolean atOnce) {
        this.synchronous = atOnce;
    }

    CompletableFuture<Void> submit(Runnable work) {
        if (synchronous) {
            work.run();
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(work, threads);
    }

    /**
     * @throws IllegalStateException if a copy fails or takes more than two minutes
     */
    static void await(List<CompletableFuture<Void>> works) {
        for (CompletableFuture<Void> work : works) {
            try {
                var _ = work.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a copy failed or did not end in time", e);
            }
        }
    }

    @Override
    public void close() {
        var _ = threads.shutdownNow();
    }
}
