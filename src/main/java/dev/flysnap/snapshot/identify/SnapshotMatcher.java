package dev.flysnap.snapshot.identify;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import java.util.List;
import java.util.Optional;

/** Tells which row of a volume's list is the snapshot that was requested. Pure. */
final class SnapshotMatcher {
    static final String NAMED_IN_ANSWER = "named in the answer, and new in the list";
    static final String ONLY_NEW_ONE = "the only new one in the list; the answer named none";
    static final String ONLY_NEW_ONE_NOT_NAMED =
            "the only new one in the list; what the answer named never appeared";

    /** What the list shows. */
    sealed interface Verdict {
        /**
         * @param pending whether there is a row without an id, which may become it
         */
        record NoneYet(boolean pending) implements Verdict {}

        record One(SnapshotId id, String proof) implements Verdict {}

        /** Others were taken at the same time, and nothing tells which one is the run's. */
        record Several(List<SnapshotId> ids) implements Verdict {}
    }

    static Verdict match(List<Snapshot> rows, MatchCriteria criteria) {
        List<SnapshotId> added =
                rows.stream().filter(criteria::matches).flatMap(row -> row.id().stream()).toList();
        boolean pending = rows.stream().anyMatch(SnapshotMatcher::mayGetId);
        if (criteria.hint().isPresent() && added.contains(criteria.hint().get())) {
            return new Verdict.One(criteria.hint().get(), NAMED_IN_ANSWER);
        }
        if (criteria.hint().isPresent() && criteria.requiresHint()) {
            return new Verdict.NoneYet(pending);
        }
        // The row without an id may be the run's, and the one with an id somebody else's.
        if (added.isEmpty() || pending) {
            return new Verdict.NoneYet(pending);
        }
        return added.size() == 1
                ? new Verdict.One(
                        added.getFirst(),
                        criteria.hint().isPresent() ? ONLY_NEW_ONE_NOT_NAMED : ONLY_NEW_ONE)
                : new Verdict.Several(added);
    }

    /** A new one that was taken before the request was sent. */
    static Optional<Snapshot> predating(List<Snapshot> rows, MatchCriteria criteria) {
        return rows.stream()
                .filter(criteria::isEarlier)
                .filter(row -> row.id().filter(id -> !criteria.before().contains(id)).isPresent())
                .findFirst();
    }

    /**
     * Whether the list may still change by itself: it has an unfinished row, or one without an id.
     */
    static boolean isUnsettled(List<Snapshot> rows) {
        return rows.stream().anyMatch(row -> row.status().isPending() || mayGetId(row));
    }

    /** A row that failed without an id will not get one. */
    private static boolean mayGetId(Snapshot row) {
        return row.id().isEmpty() && !row.status().isFailed();
    }

    private SnapshotMatcher() {}
}
