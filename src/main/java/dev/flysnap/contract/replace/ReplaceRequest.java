package dev.flysnap.contract.replace;

import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.model.sqlite.CheckDepth;
import java.util.List;
import java.util.Optional;

/**
 * Replaces databases, all or none, or asks how far that is: the same request, sent again.
 *
 * @param attempt the one under which they were uploaded
 * @param databases their names
 * @param check how the new ones are checked before the app is stopped
 * @param force whether they may differ in application_id and user_version
 * @param trialMs how long the app has to stay up with the new ones before the old ones are given up
 * @param restores the attempt whose set-aside databases come back; nothing was uploaded then
 */
public record ReplaceRequest(
        String attempt,
        List<String> databases,
        CheckDepth check,
        Optional<Boolean> force,
        Optional<Long> trialMs,
        Optional<String> restores) {
    public static final long MAX_TRIAL_MS = 600_000;

    private static final long DEFAULT_TRIAL_MS = 5_000;

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if a limit is exceeded
     */
    public ReplaceRequest {
        UploadPart.requireAttempt(attempt);
        restores.ifPresent(UploadPart::requireAttempt);
        databases = List.copyOf(databases);
        if (databases.isEmpty()
                || databases.size() > QuiesceRequest.MAX_DATABASES
                || databases.stream().distinct().count() < databases.size()) {
            throw new IllegalArgumentException("databases has to name each of at least one once");
        }
        if (trialMs.filter(it -> it < 0 || it > MAX_TRIAL_MS).isPresent()) {
            throw new IllegalArgumentException("trial_ms has to be 0 to " + MAX_TRIAL_MS);
        }
    }

    public boolean isForced() {
        return force.orElse(false);
    }

    public long trialMsOrDefault() {
        return trialMs.orElse(DEFAULT_TRIAL_MS);
    }
}
