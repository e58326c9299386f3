package dev.flysnap.snapshot.identify;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.plan.CreateEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known of the snapshot that is looked for.
 *
 * @param before what had been there before the request
 * @param hint the id in the answer, where it had one
 * @param insistsOnHint whether nothing but what the answer named will do, as long as it may still
 *     appear
 * @param notBefore what Fly dates earlier is another's
 * @param notAfter what Fly dates later is another's; absent for who has watched since the request
 * @param anothers whether another run has taken it for its own
 */
public record MatchCriteria(
        Set<SnapshotId> before,
        Optional<SnapshotId> hint,
        boolean requiresHint,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Predicate<SnapshotId> ownedByAnotherRun) {
    /** Fly's clock and this computer's differ by less, or its clock is wrong. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(5);

    static MatchCriteria of(CreateEffect.Requested request) {
        return new MatchCriteria(
                request.before(),
                request.hint(),
                false,
                request.sentAt(),
                Optional.empty(),
                _ -> false);
    }

    MatchCriteria requiringHint() {
        return new MatchCriteria(before, hint, true, notBefore, notAfter, ownedByAnotherRun);
    }

    MatchCriteria notLaterThan(Instant latest) {
        return new MatchCriteria(
                before, hint, requiresHint, notBefore, Optional.of(latest), ownedByAnotherRun);
    }

    MatchCriteria excluding(Predicate<SnapshotId> others) {
        return new MatchCriteria(before, hint, requiresHint, notBefore, notAfter, others);
    }

    /** What the answer named is ours, whatever the clocks say. */
    boolean isHint(SnapshotId id) {
        return hint.filter(id::equals).isPresent();
    }

    boolean matches(Snapshot row) {
        if (row.id().isEmpty() || before.contains(row.id().get())) {
            return false;
        }
        SnapshotId id = row.id().get();
        return isHint(id) || !(isEarlier(row) || isLater(row) || ownedByAnotherRun.test(id));
    }

    /** Whether it was there before the request was sent, so that it is somebody else's. */
    boolean isEarlier(Snapshot row) {
        return row.id().filter(this::isHint).isEmpty()
                && isBefore(row.createdAt(), notBefore.map(it -> it.minus(MAX_CLOCK_SKEW)));
    }

    private boolean isLater(Snapshot row) {
        return isBefore(notAfter.map(it -> it.plus(MAX_CLOCK_SKEW)), row.createdAt());
    }

    private static boolean isBefore(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && one.get().isBefore(other.get());
    }
}
