package dev.flysnap.portable.take;

import dev.flysnap.time.Sleeper;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The check of a copy, while it is being written to where it is kept: that takes another core. A
 * copy that is not found good never gets its name.
 *
 * @param completeUntil of the copy, which is known before it is checked
 */
record BackgroundCheck(Instant completeUntil, FutureTask<KnownCopy> check) {
    static BackgroundCheck begin(Instant completeUntil, Supplier<KnownCopy> check) {
        FutureTask<KnownCopy> task = new FutureTask<>(check::get);
        // JDBC wants a thread of the platform; a failure elsewhere does not wait for it.
        Thread _ = Thread.ofPlatform().daemon().name("flysnap-check").start(task);
        return new BackgroundCheck(completeUntil, task);
    }

    /**
     * Waits for it.
     *
     * @throws dev.flysnap.problem.FlysnapException if the copy is damaged
     */
    KnownCopy result() {
        try {
            return check.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException why
                    ? why
                    : new IllegalStateException(e.getCause());
        }
    }
}
