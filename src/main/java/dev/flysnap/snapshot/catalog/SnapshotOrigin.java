package dev.flysnap.snapshot.catalog;

import dev.flysnap.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who took a snapshot, as far as that is known. */
public enum SnapshotOrigin {
    /** flysnap: the journal has its receipt. */
    FLYSNAP,
    /** flysnap: a run of this journal that is not over, or failed, and so has no receipt. */
    WITHOUT_RECEIPT,
    /** Most likely Fly's daily schedule: it is on, and there is no other one of that day. */
    DAILY,
    /** Somebody else or Fly's schedule; it is not known which. */
    NOT_OURS,
    /** It is not finished, so there is no receipt yet. */
    UNFINISHED;

    /** Fly takes one a day at no fixed hour; two that are closer are not both daily ones. */
    private static final Duration MIN_DAILY_INTERVAL = Duration.ofHours(20);

    /**
     * @param foreign the finished snapshots of the same volume that have no receipt
     * @param dailySnapshots whether the volume's schedule is on, where that is known
     */
    static SnapshotOrigin ofForeign(
            Snapshot snapshot, List<Snapshot> foreign, Optional<Boolean> dailySnapshots) {
        Optional<Instant> at = snapshot.createdAt();
        if (at.isEmpty() || !dailySnapshots.orElse(false)) {
            return NOT_OURS;
        }
        boolean alone =
                foreign.stream()
                        .filter(it -> !it.equals(snapshot))
                        .flatMap(it -> it.createdAt().stream())
                        .noneMatch(it -> isNear(it, at.get()));
        return alone ? DAILY : NOT_OURS;
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(MIN_DAILY_INTERVAL) < 0;
    }
}
