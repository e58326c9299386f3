package dev.flysnap.contract;

import dev.flysnap.model.sqlite.CheckDepth;
import java.util.List;
import java.util.Optional;

/**
 * Begins a check of the databases, or asks how far it is: the same attempt, sent again.
 *
 * @param attempt the idempotency key
 * @param depth how thoroughly
 * @param limitMs how long the check of one database may take
 * @param databases the names of the databases; empty = all that the hook has
 */
public record CheckRequest(
        String attempt, CheckDepth depth, long limitMs, Optional<List<String>> databases) {
    /** A hook need not go on for longer. */
    public static final long MAX_LIMIT_MS = 24L * 60 * 60 * 1000;

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if a limit is exceeded
     */
    public CheckRequest {
        if (attempt.isBlank() || attempt.length() > QuiesceRequest.MAX_ATTEMPT_LENGTH) {
            throw new IllegalArgumentException(
                    "attempt has to be 1 to %d characters long"
                            .formatted(QuiesceRequest.MAX_ATTEMPT_LENGTH));
        }
        if (limitMs < 1 || limitMs > MAX_LIMIT_MS) {
            throw new IllegalArgumentException("limit_ms has to be 1 to " + MAX_LIMIT_MS);
        }
        databases = QuiesceRequest.named(databases);
    }
}
