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
    /**
     * Perhaps Fly's daily schedule: it is on, and others were taken at this time of day. Fly does
     * not tell, and another journal may have taken it.
     */
    PERHAPS_DAILY,
    /** Not by this journal: a colleague, another computer, or Fly's schedule. */
    NOT_OURS,
    /** It is not finished, so there is no receipt yet. */
    UNFINISHED;

    /** Two that are closer are not both daily ones. */
    private static final Duration MIN_DAILY_INTERVAL = Duration.ofHours(20);

    /** How far the schedule's time of day may vary; Fly does not document it. */
    private static final Duration MAX_DRIFT = Duration.ofHours(2);

    private static final Duration DAY = Duration.ofDays(1);

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
        List<Instant> times = foreign.stream().flatMap(it -> it.createdAt().stream()).toList();
        long fitting = fitting(at.get(), times);
        boolean fitsBest =
                foreign.stream()
                        .filter(it -> !it.equals(snapshot))
                        .flatMap(it -> it.createdAt().stream())
                        .filter(it -> isNear(it, at.get()))
                        .allMatch(it -> fitting(it, times) < fitting);
        return fitting > 0 && fitsBest ? PERHAPS_DAILY : NOT_OURS;
    }

    /** How many were taken at this time of day, on other days. */
    private static long fitting(Instant at, List<Instant> times) {
        return times.stream().filter(it -> !isNear(it, at) && isSameTimeOfDay(it, at)).count();
    }

    private static boolean isSameTimeOfDay(Instant one, Instant other) {
        Duration past =
                Duration.ofSeconds(
                        Duration.between(one, other).abs().toSeconds() % DAY.toSeconds());
        return past.compareTo(MAX_DRIFT) <= 0 || DAY.minus(past).compareTo(MAX_DRIFT) <= 0;
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(MIN_DAILY_INTERVAL) < 0;
    }
}
