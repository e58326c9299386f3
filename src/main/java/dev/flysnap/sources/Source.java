package dev.flysnap.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something that the app's data could be brought back from.
 *
 * @param holds the moment until which it has the data: every commit acknowledged before where that
 *     is proven, else about; absent = unknown
 * @param isProven whether that is proven
 * @param isBad whether its data is known to be bad
 * @param takes how long it should take until the app is back; absent = unknown
 * @param command brings it back, or is the first step to that; absent where there is none
 */
public record Source(
        Origin origin,
        Optional<Instant> holds,
        boolean isProven,
        boolean isBad,
        Loss loss,
        Optional<Duration> takes,
        Optional<String> command) {
    private static final Duration UNKNOWN = Duration.ofDays(100_000);

    /** What is good and complete first. */
    static final Comparator<Source> BEST_FIRST =
            Comparator.comparing(Source::isBad)
                    .thenComparing(it -> it.command().isEmpty())
                    .thenComparing(it -> it.loss().window().orElse(UNKNOWN))
                    .thenComparing(Source::otherDataUntil, Comparator.reverseOrder())
                    .thenComparing(it -> !it.isProven())
                    .thenComparing(it -> it.takes().orElse(UNKNOWN));

    /** What is not known to be the app's comes after all else, the newest first. */
    private Instant otherDataUntil() {
        return loss.window().isPresent() ? Instant.MAX : holds.orElse(Instant.MAX);
    }
}
