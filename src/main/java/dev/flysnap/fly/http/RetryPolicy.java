package dev.flysnap.fly.http;

import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides whether a call is sent again, and after how long. The only place that does.
 *
 * <p>A read is sent again after no answer, one that cannot be read, or a {@link #RETRYABLE_STATUSES
 * retryable} one. A change is sent again only in two cases in which it has certainly not happened:
 * its connection was never made, or Fly answered 429, which its rate limiter does in place of the
 * action.
 */
final class RetryPolicy {
    static final int MAX_ATTEMPTS = 5;

    /** No attempt starts later than this after the first. */
    static final Duration MAX_TOTAL_TIME = Duration.ofSeconds(60);

    private static final RetryPauses PAUSES =
            RetryPauses.growing(Duration.ofMillis(200), 2.0, Duration.ofSeconds(30));
    private static final Set<Integer> RETRYABLE_STATUSES = Set.of(408, 429, 500, 502, 503, 504);

    /**
     * @param answerOf the answer of an attempt
     */
    static <A> RetryRules<A> rules(
            ApiCall call, InstantSource clock, Function<A, ApiResponse> answerOf) {
        return RetryRules.<A>forAnswers(
                        MAX_ATTEMPTS,
                        PAUSES,
                        attempt -> isRetryable(call, answerOf.apply(attempt)),
                        attempt -> retryAfter(answerOf.apply(attempt), clock.instant()))
                .within(MAX_TOTAL_TIME);
    }

    private static boolean isRetryable(ApiCall call, ApiResponse answer) {
        return switch (answer) {
            case ApiResponse.Broken broken ->
                    switch (broken.reason()) {
                        case CONNECTION, TIME_LIMIT -> !call.isChange() || !broken.sent();
                        case TOO_LARGE, INTERRUPTED -> false;
                    };
            case ApiResponse.Unreadable _ -> !call.isChange();
            case ApiResponse.Whole whole ->
                    switch (call.kind()) {
                        case READ -> RETRYABLE_STATUSES.contains(whole.status());
                        case WAIT ->
                                RETRYABLE_STATUSES.contains(whole.status())
                                        && whole.status() != 408;
                        case CHANGE, CHANGE_DURING_OUTAGE -> whole.status() == 429;
                    };
        };
    }

    private static Optional<Duration> retryAfter(ApiResponse answer, Instant now) {
        return answer instanceof ApiResponse.Whole whole
                ? whole.retryAfter().flatMap(it -> parsed(it.strip(), now))
                : Optional.empty();
    }

    /** Seconds, or an HTTP date; anything else is ignored. */
    private static Optional<Duration> parsed(String header, Instant now) {
        if (header.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        }
        try {
            Instant at =
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private RetryPolicy() {}
}
