package dev.flysnap.snapshot;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells which row of a volume's list is the snapshot that was asked for. Pure. */
final class NewSnapshots {

    /** What the list says. */
    sealed interface Verdict {
        /**
         * @param pending whether a row without an id is there, which may become it
         */
        record NotYet(boolean pending) implements Verdict {}

        record One(SnapshotId id, String proof) implements Verdict {}

        /** Others were taken at the same time, and nothing picks ours out. */
        record Several(List<SnapshotId> ids) implements Verdict {}
    }

    /**
     * @param before the ids of a list without unfinished rows, taken before the request
     * @param hint the id that the answer to the request named
     */
    static Verdict among(List<Snapshot> rows, Set<SnapshotId> before, Optional<SnapshotId> hint) {
        List<SnapshotId> added =
                rows.stream()
                        .flatMap(row -> row.id().stream())
                        .filter(id -> !before.contains(id))
                        .toList();
        boolean pending = rows.stream().anyMatch(row -> row.id().isEmpty());
        if (hint.isPresent() && added.contains(hint.get())) {
            return new Verdict.One(hint.get(), "named in the answer, and new in the list");
        }
        return switch (added.size()) {
            case 0 -> new Verdict.NotYet(pending);
            // A row without an id may be ours, and the one with an id somebody else's.
            case 1 ->
                    pending
                            ? new Verdict.NotYet(true)
                            : new Verdict.One(added.getFirst(), "the only new one in the list");
            default -> pending ? new Verdict.NotYet(true) : new Verdict.Several(added);
        };
    }

    /**
     * Whether a list says nothing of what may still come: an unfinished row, or one without an id.
     */
    static boolean isUnsettled(List<Snapshot> rows) {
        return rows.stream().anyMatch(row -> row.status().isPending() || row.id().isEmpty());
    }

    private NewSnapshots() {}
}
