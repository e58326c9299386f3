package dev.flysnap.fly;

import dev.flysnap.time.Sleeper;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps calls from a Machines API that is down. Connection errors, timeouts and 5xx count as
 * failures; 4xx, 429 among them, show that it works. What gives something back is always sent.
 */
final class ApiCircuitBreaker {
    /** Faults at random, even one in three, do not make so many of the last calls fail. */
    private static final float FAILURE_PERCENT = 80;

    private static final int WINDOW_CALLS = 20;
    private static final int MIN_CALLS = 10;

    /** After so long a single call finds out whether the API is back. */
    static final Duration OPEN = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Sleeper sleeper;
    private final InstantSource clock;

    ApiCircuitBreaker(URI baseUrl, Sleeper sleeper, InstantSource clock) {
        CircuitBreakerConfig config =
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_CALLS, MIN_CALLS, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(FAILURE_PERCENT)
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .currentTimestampFunction(java.time.Clock::millis, TimeUnit.MILLISECONDS)
                        .recordResult(it -> it instanceof Answer answer && isFailure(answer))
                        .build();
        breaker = CircuitBreaker.of(baseUrl.toString(), config);
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * What {@code attempt} is answered.
     *
     * @param patience how long it may wait for the API to be tried again
     * @throws FlyException {@code fly-unavailable} if the API was not to be tried within that time;
     *     then nothing was sent
     */
    Answer guarded(Call call, Duration patience, Supplier<Answer> attempt) {
        if (call.kind() == Call.Kind.GIVE_BACK) {
            return attempt.get();
        }
        awaitPermission(call, patience);
        try {
            Answer answer = attempt.get();
            if (answer instanceof Answer.Broken(Answer.Reason reason, _, _, _)
                    && reason == Answer.Reason.INTERRUPTED) {
                breaker.releasePermission();
            } else {
                breaker.onResult(0, TimeUnit.MILLISECONDS, answer);
            }
            return answer;
        } catch (RuntimeException | Error e) {
            breaker.releasePermission();
            throw e;
        }
    }

    private void awaitPermission(Call call, Duration patience) {
        Instant deadline = clock.instant().plus(patience);
        while (!breaker.tryAcquirePermission()) {
            if (clock.instant().plus(BETWEEN_LOOKS).isAfter(deadline)) {
                throw FlyFailures.unavailable(call);
            }
            sleeper.sleep(BETWEEN_LOOKS);
        }
    }

    private static boolean isFailure(Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> whole.status() >= 500;
            case Answer.Broken broken -> broken.reason() != Answer.Reason.TOO_LARGE;
        };
    }
}
