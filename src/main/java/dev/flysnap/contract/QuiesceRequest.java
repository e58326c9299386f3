package dev.flysnap.contract;

import java.util.List;
import java.util.Optional;

/**
 * Requests that the databases be synced to the device and writers be held off meanwhile.
 *
 * @param attempt the idempotency key (run id and number): the same attempt gets the same lease
 *     again
 * @param holdMs how long writers are held off unless {@link ResumeRequest} comes earlier, counted
 *     from when the lock was taken; 0 = no longer than the sequence itself needs
 * @param databases the names of the databases; empty = all that the hook has
 */
public record QuiesceRequest(String attempt, long holdMs, Optional<List<String>> databases) {
    /** In characters. */
    public static final int MAX_ATTEMPT_LENGTH = 200;

    /** In one request. */
    public static final int MAX_DATABASES = 10_000;

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if a limit is exceeded
     */
    public QuiesceRequest {
        if (attempt.isBlank() || attempt.length() > MAX_ATTEMPT_LENGTH) {
            throw new IllegalArgumentException(
                    "attempt has to be 1 to " + MAX_ATTEMPT_LENGTH + " characters long");
        }
        if (holdMs < 0) {
            throw new IllegalArgumentException("hold_ms cannot be negative");
        }
        databases = named(databases);
    }

    /**
     * @throws IllegalArgumentException if there are none, or too many
     */
    static Optional<List<String>> named(Optional<List<String>> databases) {
        if (databases.isPresent()
                && (databases.get().isEmpty() || databases.get().size() > MAX_DATABASES)) {
            throw new IllegalArgumentException(
                    "databases has to name 1 to %d of them, or to be left out"
                            .formatted(MAX_DATABASES));
        }
        return databases.map(List::copyOf);
    }
}
