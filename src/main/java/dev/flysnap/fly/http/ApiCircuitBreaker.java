package dev.flysnap.fly.http;

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
    static final Duration OPEN_TIME = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Sleeper sleeper;
    private final InstantSource clock;

    ApiCircuitBreaker(URI baseUrl, Sleeper sleeper, InstantSource clock) {
        CircuitBreakerConfig config =
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_CALLS, MIN_CALLS, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(FAILURE_PERCENT)
                        .waitDurationInOpenState(OPEN_TIME)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .currentTimestampFunction(java.time.Clock::millis, TimeUnit.MILLISECONDS)
                        .recordResult(it -> it instanceof ApiResponse answer && isFailure(answer))
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
    ApiResponse guarded(ApiCall call, Duration patience, Supplier<ApiResponse> attempt) {
        if (call.kind() == ApiCall.Kind.GIVE_BACK) {
            return attempt.get();
        }
        awaitPermission(call, patience);
        try {
            ApiResponse answer = attempt.get();
            if (answer instanceof ApiResponse.Broken(ApiResponse.Reason reason, _, _, _)
                    && reason == ApiResponse.Reason.INTERRUPTED) {
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

    private void awaitPermission(ApiCall call, Duration patience) {
        Instant deadline = clock.instant().plus(patience);
        while (!breaker.tryAcquirePermission()) {
            if (clock.instant().plus(POLL_INTERVAL).isAfter(deadline)) {
                throw FailureClassifier.unavailable(call);
            }
            sleeper.sleep(POLL_INTERVAL);
        }
    }

    private static boolean isFailure(ApiResponse answer) {
        return switch (answer) {
            case ApiResponse.Whole whole -> whole.status() >= 500;
            case ApiResponse.Broken broken -> broken.reason() != ApiResponse.Reason.TOO_LARGE;
        };
    }
}
