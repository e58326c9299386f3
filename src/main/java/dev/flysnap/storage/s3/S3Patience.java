package dev.flysnap.storage.s3;

import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps a transfer from being lost with a store that is away for a while: a request that the
 * library gave up is made again. It has to be one that may be made twice.
 */
final class S3Patience {
    static final S3Patience NONE = new S3Patience(Optional.empty(), _ -> {});

    /** Of one request. Less than an agent keeps a copy that nobody reads. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final RetryPauses PAUSES =
            RetryPauses.growing(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));

    private final Optional<RetryRunner> runner;
    private final Consumer<String> notes;

    private S3Patience(Optional<RetryRunner> runner, Consumer<String> notes) {
        this.runner = runner;
        this.notes = notes;
    }

    static S3Patience of(Consumer<String> notes, Sleeper sleeper, InstantSource clock) {
        return new S3Patience(Optional.of(new RetryRunner(sleeper, clock)), notes);
    }

    <T> T make(String store, Supplier<T> request) {
        if (runner.isEmpty()) {
            return request.get();
        }
        AtomicBoolean isAway = new AtomicBoolean();
        RetryRules<T> rules =
                RetryRules.<T>forFailures(
                                Integer.MAX_VALUE,
                                PAUSES,
                                failure -> {
                                    boolean away = S3Failures.isAway(failure);
                                    if (away && !isAway.getAndSet(true)) {
                                        notes.accept(
                                                "%s does not answer; trying again for %d s"
                                                        .formatted(store, LIMIT.toSeconds()));
                                    }
                                    return away;
                                })
                        .within(LIMIT);
        T answer = runner.get().run(rules, request);
        if (isAway.get()) {
            notes.accept("%s answers again; going on".formatted(store));
        }
        return answer;
    }
}
