package dev.flysnap.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What would be lost with a source, against the newest known commit.
 *
 * @param window what was written in this time; absent = nobody knows how old the source is
 * @param isProven whether nothing more is missing; else it may be more: of the newest that is known
 *     nobody can tell what came after it
 */
public record Loss(Optional<Duration> window, boolean isProven) {
    static final Loss UNKNOWN = new Loss(Optional.empty(), false);

    /**
     * @param holds absent = unknown
     * @param isProven whether every commit acknowledged before is in it
     */
    static Loss of(Optional<Instant> holds, boolean isProven, NewestCommit newest) {
        if (holds.isEmpty() || newest.at().isEmpty()) {
            return UNKNOWN;
        }
        Duration between = Duration.between(holds.get(), newest.at().get());
        Duration window = between.isNegative() ? Duration.ZERO : between;
        return new Loss(Optional.of(window), isProven && newest.isBound());
    }

    /** Whether all that was ever written is in it. */
    public boolean isNothing() {
        return isProven && window.filter(Duration::isZero).isPresent();
    }
}
