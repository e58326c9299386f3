package dev.flysnap.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is repeated, how often and how soon.
 *
 * @param maxAttempts the first one included
 * @param repeatsAnswer whether an attempt with this answer is repeated
 * @param repeatsFailure whether an attempt that threw this is repeated
 * @param requestedPause the pause that an answer asks for in place of the usual one
 * @param maxTotalTime no attempt starts later than this after the first; empty where the number of
 *     attempts is limit enough
 */
public record RetryRules<A>(
        int maxAttempts,
        RetryPauses pauses,
        Predicate<A> repeatsAnswer,
        Predicate<RuntimeException> repeatsFailure,
        Function<A, Optional<Duration>> requestedPause,
        Optional<Duration> maxTotalTime) {

    /** For attempts that fail by their answer. */
    public static <A> RetryRules<A> forAnswers(
            int maxAttempts,
            RetryPauses pauses,
            Predicate<A> repeatsAnswer,
            Function<A, Optional<Duration>> requestedPause) {
        return new RetryRules<>(
                maxAttempts, pauses, repeatsAnswer, _ -> false, requestedPause, Optional.empty());
    }

    /** For attempts that fail by an exception. */
    public static <A> RetryRules<A> forFailures(
            int maxAttempts, RetryPauses pauses, Predicate<RuntimeException> repeatsFailure) {
        return new RetryRules<>(
                maxAttempts,
                pauses,
                _ -> false,
                repeatsFailure,
                _ -> Optional.empty(),
                Optional.empty());
    }

    public RetryRules<A> within(Duration limit) {
        return new RetryRules<>(
                maxAttempts,
                pauses,
                repeatsAnswer,
                repeatsFailure,
                requestedPause,
                Optional.of(limit));
    }
}
