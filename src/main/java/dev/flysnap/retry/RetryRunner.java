package dev.flysnap.retry;

import dev.flysnap.time.Sleeper;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes attempts until one is not to be repeated, or its limits are reached. */
public final class RetryRunner {
    private static final long NO_MORE_ATTEMPTS = -1;

    private final Sleeper sleeper;
    private final InstantSource clock;

    public RetryRunner(Sleeper sleeper, InstantSource clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * @return the answer of the last attempt, which may be one that the rules would have repeated
     * @throws RuntimeException what the last attempt threw
     */
    public <A> A run(RetryRules<A> rules, Supplier<A> attempt) {
        Retry.AsyncContext<A> attempts = Retry.of("attempts", config(rules)).asyncContext();
        while (true) {
            long pauseMs;
            try {
                A answer = attempt.get();
                pauseMs = attempts.onResult(answer);
                if (pauseMs < 0) {
                    return answer;
                }
            } catch (RuntimeException failure) {
                pauseMs = attempts.onError(failure);
                if (pauseMs < 0) {
                    throw failure;
                }
            }
            sleeper.sleep(Duration.ofMillis(pauseMs));
        }
    }

    private <A> RetryConfig config(RetryRules<A> rules) {
        Instant first = clock.instant();
        return RetryConfig.<A>custom()
                .maxAttempts(rules.maxAttempts())
                .retryOnResult(rules.repeatsAnswer())
                .retryOnException(thrown ->
                        thrown instanceof RuntimeException failure
                                && rules.repeatsFailure().test(failure))
                .intervalBiFunction((failed, outcome) -> pauseMs(rules, failed, outcome, first))
                .build();
    }

    private <A> long pauseMs(
            RetryRules<A> rules, int failed, Either<Throwable, A> outcome, Instant first) {
        Optional<Duration> requested =
                outcome.isRight() ? rules.requestedPause().apply(outcome.get()) : Optional.empty();
        Duration pause = requested.orElseGet(() -> rules.pauses().after(failed));
        Duration sinceFirst = Duration.between(first, clock.instant()).plus(pause);
        boolean late =
                rules.maxTotalTime().filter(limit -> sinceFirst.compareTo(limit) > 0).isPresent();
        return late || !rules.pauses().allow(pause) ? NO_MORE_ATTEMPTS : pause.toMillis();
    }
}
