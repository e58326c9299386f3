package dev.flysnap.portable.retain;

import dev.flysnap.proof.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to keep. A copy that one rule keeps is kept.
 *
 * @param counts of each kind, so many; one that is missing keeps none
 * @param within all so long before the newest
 * @param labels all that have one of them
 */
public record RetentionPolicy(
        Map<RetentionKind, Integer> counts, Optional<RetentionPeriod> within, List<Labels> labels) {
    /** As a count. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public RetentionPolicy {
        counts = Map.copyOf(counts);
        labels = List.copyOf(labels);
    }

    /** Whether it would keep nothing. */
    public boolean isEmpty() {
        return counts.isEmpty() && within.isEmpty() && labels.isEmpty();
    }
}
