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
 * Stops calls while the Machines API is down. Connection errors, timeouts and 5xx count as
 * failures; 4xx, also 429, show that it works. Calls that give something back are always sent.
 */
final class ApiCircuitBreaker {
    /** High enough that random faults, even one call in three, do not open it. */
    private static final float FAILURE_PERCENT = 80;

    private static final int WINDOW_CALLS = 20;
    private static final int MIN_CALLS = 10;

    /** After this time a single call tests whether the API is back. */
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
     * Makes an attempt, if the breaker allows it.
     *
     * @param maxWait how long to wait while the breaker is open
     * @throws FlyException {@code fly-unavailable} if it stayed open; then nothing was sent
     */
    ApiResponse guarded(ApiCall call, Duration maxWait, Supplier<ApiResponse> attempt) {
        if (call.kind() == ApiCall.Kind.CHANGE_DURING_OUTAGE) {
            return attempt.get();
        }
        awaitPermission(call, maxWait);
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

    private void awaitPermission(ApiCall call, Duration maxWait) {
        Instant deadline = clock.instant().plus(maxWait);
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
            case ApiResponse.Unreadable _ -> false;
            case ApiResponse.Broken broken -> broken.reason() != ApiResponse.Reason.TOO_LARGE;
        };
    }
}
