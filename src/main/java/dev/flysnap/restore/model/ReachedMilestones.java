package dev.flysnap.restore.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which milestones a restore has reached, and when.
 *
 * @param outOfService when the old machine was cordoned for the first time
 */
record ReachedMilestones(Map<Milestone, Instant> times, Optional<Instant> outOfService) {
    static final ReachedMilestones NONE = new ReachedMilestones(Map.of(), Optional.empty());

    ReachedMilestones with(Milestone milestone, Instant at) {
        Map<Milestone, Instant> more = copy();
        more.put(milestone, at);
        return new ReachedMilestones(
                Collections.unmodifiableMap(more),
                milestone == Milestone.OLD_CORDONED
                        ? outOfService.or(() -> Optional.of(at))
                        : outOfService);
    }

    ReachedMilestones without(Set<Milestone> milestones) {
        Map<Milestone, Instant> fewer = copy();
        fewer.keySet().removeAll(milestones);
        return new ReachedMilestones(Collections.unmodifiableMap(fewer), outOfService);
    }

    Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(times.get(milestone));
    }

    /**
     * From the first cordon of the old machine until the new one was in service. Not known where
     * the journal was rebuilt: the cordon then does not come before the commit.
     */
    Optional<Duration> downtime() {
        return outOfService
                .filter(from -> at(Milestone.COMMITTED).filter(from::isBefore).isPresent())
                .flatMap(from -> at(Milestone.IN_SERVICE).map(to -> Duration.between(from, to)))
                .filter(it -> !it.isNegative());
    }

    private Map<Milestone, Instant> copy() {
        Map<Milestone, Instant> copy = new EnumMap<>(Milestone.class);
        copy.putAll(times);
        return copy;
    }
}
