package dev.flysnap.fly;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * The one place that decides whether a call is sent again.
 *
 * <p>A read is sent again when no answer came or one that says "later". A change is sent again in
 * two cases only, in both of which it has certainly not happened: its connection was never made, or
 * the platform answered 429, which its rate limiter says in place of the action, not after it.
 */
final class Retries {
    static final int MOST_ATTEMPTS = 5;

    /** No new attempt starts later than this after the first. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Set<Integer> LATER = Set.of(408, 429, 502, 503, 504);

    /**
     * How long to wait before the next attempt; empty when there is to be none. Pure.
     *
     * @param attempts made so far
     */
    static Optional<Duration> pause(
            Call call, Answer answer, int attempts, Instant first, Instant now) {
        if (attempts >= MOST_ATTEMPTS || !isWorthwhile(call, answer)) {
            return Optional.empty();
        }
        Duration pause =
                retryAfter(answer, now)
                        .orElse(FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10)));
        boolean inTime =
                pause.compareTo(LONGEST_PAUSE) <= 0
                        && Duration.between(first, now).plus(pause).compareTo(LONGEST) <= 0;
        return inTime ? Optional.of(pause) : Optional.empty();
    }

    private static boolean isWorthwhile(Call call, Answer answer) {
        return switch (answer) {
            case Answer.Broken broken ->
                    switch (broken.reason()) {
                        case CONNECTION, TIME_LIMIT -> !call.isChange() || !broken.sent();
                        case TOO_LARGE, INTERRUPTED -> false;
                    };
            case Answer.Whole whole ->
                    switch (call.kind()) {
                        case READ -> LATER.contains(whole.status());
                        case WAIT -> LATER.contains(whole.status()) && whole.status() != 408;
                        case CHANGE -> whole.status() == 429;
                    };
        };
    }

    private static Optional<Duration> retryAfter(Answer answer, Instant now) {
        return answer instanceof Answer.Whole whole
                ? whole.retryAfter().flatMap(it -> parsed(it.strip(), now))
                : Optional.empty();
    }

    /** Seconds, or the time in HTTP's way; anything else is as good as nothing. */
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

    private Retries() {}
}
