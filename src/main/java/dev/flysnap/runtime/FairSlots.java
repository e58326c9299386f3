package dev.flysnap.runtime;

import dev.flysnap.time.Sleeper;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import java.time.Duration;

/** Limits how many threads do something at the same time; first come, first served. */
public final class FairSlots {
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    private final Bulkhead bulkhead;

    public FairSlots(String name, int maxConcurrent) {
        bulkhead =
                Bulkhead.of(
                        name,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(maxConcurrent)
                                .maxWaitDuration(MAX_WAIT)
                                .fairCallHandlingStrategyEnabled(true)
                                .build());
    }

    /**
     * Waits for a slot.
     *
     * @throws Sleeper.Interrupted if the thread was interrupted meanwhile
     */
    public void acquire() {
        try {
            bulkhead.acquirePermission();
        } catch (AcquirePermissionCancelledException e) {
            Sleeper.Interrupted interrupted = new Sleeper.Interrupted();
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    public void release() {
        bulkhead.releasePermission();
    }
}
