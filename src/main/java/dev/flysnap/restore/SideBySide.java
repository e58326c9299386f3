package dev.flysnap.restore;

import dev.flysnap.time.Sleeper;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Questions that do not need each other's answers, asked at the same time. */
final class SideBySide implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Asks now; the answer, or why there is none, comes when it is fetched. */
    <T> Supplier<T> ask(Supplier<T> question) {
        Future<T> answer = threads.submit(question::get);
        return () -> fetched(answer);
    }

    private static <T> T fetched(Future<T> answer) {
        try {
            return answer.get();
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

    /** Waits for those whose answer nobody fetched. */
    @Override
    public void close() {
        threads.close();
    }
}
