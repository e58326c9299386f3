package dev.flysnap.contract;

import java.util.List;
import java.util.Optional;

/**
 * Asks for the databases to be brought to the device, and writers to be kept off meanwhile.
 *
 * @param attempt the idempotency key (run id and number): the same attempt gets the same lease
 *     again
 * @param holdMs how long writers stay off unless {@link ResumeRequest} comes earlier, counted from
 *     when the lock was taken; 0 = no longer than the sequence itself needs
 * @param databases the names of the databases; empty = all that the hook knows
 */
public record QuiesceRequest(String attempt, long holdMs, Optional<List<String>> databases) {
    /** The longest attempt that is taken, in characters. */
    public static final int MAX_ATTEMPT_LENGTH = 200;

    /** The largest number of databases in one request. */
    public static final int MAX_DATABASES = 10_000;

    /**
     * @throws IllegalArgumentException with a sentence, if a limit is broken
     */
    public QuiesceRequest {
        if (attempt.isBlank() || attempt.length() > MAX_ATTEMPT_LENGTH) {
            throw new IllegalArgumentException(
                    "attempt has to be 1 to " + MAX_ATTEMPT_LENGTH + " characters long");
        }
        if (holdMs < 0) {
            throw new IllegalArgumentException("hold_ms cannot be negative");
        }
        if (databases.isPresent() && databases.get().size() > MAX_DATABASES) {
            throw new IllegalArgumentException(
                    "databases can name at most " + MAX_DATABASES + " at a time");
        }
        databases = databases.map(List::copyOf);
    }
}
