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
 * What is known about the snapshot that the run requested.
 *
 * @param before the snapshots that existed before the request
 * @param hint the id in the answer, where it had one
 * @param requiresHint whether only the snapshot that the answer named counts
 * @param notBefore a snapshot that Fly dates earlier is somebody else's
 * @param notAfter a snapshot that Fly dates later is somebody else's; absent where the list was
 *     observed since the request
 * @param ownedByAnotherRun whether a snapshot belongs to another run
 */
public record MatchCriteria(
        Set<SnapshotId> before,
        Optional<SnapshotId> hint,
        boolean requiresHint,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Predicate<SnapshotId> ownedByAnotherRun) {
    /** If Fly's clock and this computer's differ by more, one of them is wrong. */
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

    /** The snapshot that the answer named is the run's, whatever the clocks say. */
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

    /** Whether it was taken before the request was sent, so that it is somebody else's. */
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
