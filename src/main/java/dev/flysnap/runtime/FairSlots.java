package dev.flysnap.runtime;

import dev.flysnap.time.Sleeper;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import java.time.Duration;

/** Bounds how many do something at the same time; first come, first served. */
public final class FairSlots {
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    private final Bulkhead bulkhead;

    public FairSlots(String name, int atOnce) {
        bulkhead =
                Bulkhead.of(
                        name,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(atOnce)
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
