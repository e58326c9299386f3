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
        boolean insistsOnHint,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Predicate<SnapshotId> anothers) {
    /** Fly's clock and this computer's differ by less, or its clock is wrong. */
    public static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    static MatchCriteria of(CreateEffect.Requested request) {
        return new MatchCriteria(
                request.before(),
                request.hint(),
                false,
                request.sentAt(),
                Optional.empty(),
                _ -> false);
    }

    MatchCriteria insisting() {
        return new MatchCriteria(before, hint, true, notBefore, notAfter, anothers);
    }

    MatchCriteria notLaterThan(Instant latest) {
        return new MatchCriteria(
                before, hint, insistsOnHint, notBefore, Optional.of(latest), anothers);
    }

    MatchCriteria butNot(Predicate<SnapshotId> others) {
        return new MatchCriteria(before, hint, insistsOnHint, notBefore, notAfter, others);
    }

    /** What the answer named is ours, whatever the clocks say. */
    boolean isNamed(SnapshotId id) {
        return hint.filter(id::equals).isPresent();
    }

    boolean mayBe(Snapshot row) {
        if (row.id().isEmpty() || before.contains(row.id().get())) {
            return false;
        }
        SnapshotId id = row.id().get();
        return isNamed(id) || !(isEarlier(row) || isLater(row) || anothers.test(id));
    }

    /** Whether it was there before the request was sent, so that it is somebody else's. */
    boolean isEarlier(Snapshot row) {
        return row.id().filter(this::isNamed).isEmpty()
                && isBefore(row.createdAt(), notBefore.map(it -> it.minus(CLOCKS_DIFFER)));
    }

    private boolean isLater(Snapshot row) {
        return isBefore(notAfter.map(it -> it.plus(CLOCKS_DIFFER)), row.createdAt());
    }

    private static boolean isBefore(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && one.get().isBefore(other.get());
    }
}
