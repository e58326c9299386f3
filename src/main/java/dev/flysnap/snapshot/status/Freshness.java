package dev.flysnap.snapshot.status;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a volume has a snapshot that is good enough.
 *
 * @param newest the newest finished one that is not known to be bad
 * @param accepted the newest of those that are young and good enough; absent = there is none
 * @param count how many finished ones there are
 * @param storedBytes what they take in storage
 */
public record Freshness(
        AppName app,
        Volume volume,
        Optional<SnapshotRow> newest,
        Optional<SnapshotRow> accepted,
        int count,
        long storedBytes) {

    /**
     * What is asked of each volume.
     *
     * @param maxAge absent = any
     * @param minGrade absent = any, also one that is not known, as of Fly's daily snapshots
     */
    public record Wanted(Optional<Duration> maxAge, Optional<Grade> minGrade) {
        private boolean isMetBy(SnapshotRow row, Instant now) {
            return maxAge.map(max ->
                            row.snapshot()
                                    .createdAt()
                                    .filter(it -> !it.isBefore(now.minus(max)))
                                    .isPresent())
                            .orElse(true)
                    && minGrade.map(gradeOf(row)::isAtLeast).orElse(true);
        }
    }

    /** Of a volume that needs snapshots. */
    public static Freshness of(AppStatus status, Volume volume, Wanted wanted, Instant now) {
        List<SnapshotRow> finished =
                status.rows().stream()
                        .filter(it -> it.volumeId().equals(volume.id()))
                        .filter(it -> it.snapshot().status().isFinished())
                        .toList();
        List<SnapshotRow> good = finished.stream().filter(it -> !it.isKnownToBeBad()).toList();
        return new Freshness(
                status.app(),
                volume,
                good.stream().findFirst(),
                good.stream().filter(it -> wanted.isMetBy(it, now)).findFirst(),
                finished.size(),
                finished.stream().mapToLong(it -> it.snapshot().storedBytes()).sum());
    }

    public boolean isFresh() {
        return accepted.isPresent();
    }

    /** What this journal knows to be proven: nothing of a snapshot that another one took. */
    public static Grade gradeOf(SnapshotRow row) {
        return row.grade().map(Grade::of).orElse(Grade.CRASH_CONSISTENT);
    }
}
