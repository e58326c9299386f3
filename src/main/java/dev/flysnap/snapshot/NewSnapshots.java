package dev.flysnap.snapshot;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells which row of a volume's list is the snapshot that was asked for. Pure. */
final class NewSnapshots {
    /** Fly's clock and this computer's differ by less, or its clock is wrong. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

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

    static Verdict among(List<Snapshot> rows, CreateEffect.Requested request) {
        List<SnapshotId> added =
                rows.stream()
                        .filter(row -> !isEarlier(row, request))
                        .flatMap(row -> row.id().stream())
                        .filter(id -> !request.before().contains(id))
                        .toList();
        boolean pending = rows.stream().anyMatch(NewSnapshots::mayGetAnId);
        if (request.hint().isPresent() && added.contains(request.hint().get())) {
            return new Verdict.One(
                    request.hint().get(), "named in the answer, and new in the list");
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
     * Whether it was there before the request was sent, so that it is somebody else's. What the
     * answer named is ours whatever the clocks say.
     */
    static boolean isEarlier(Snapshot row, CreateEffect.Requested request) {
        if (row.createdAt().isEmpty()
                || request.sentAt().isEmpty()
                || (row.id().isPresent() && row.id().equals(request.hint()))) {
            return false;
        }
        return row.createdAt().get().isBefore(request.sentAt().get().minus(CLOCKS_DIFFER));
    }

    /** A new one that was there before the request was sent. */
    static Optional<Snapshot> earlier(List<Snapshot> rows, CreateEffect.Requested request) {
        return rows.stream()
                .filter(row -> isEarlier(row, request))
                .filter(row -> row.id().filter(id -> !request.before().contains(id)).isPresent())
                .findFirst();
    }

    /**
     * Whether a list says nothing of what may still come: an unfinished row, or one without an id.
     */
    static boolean isUnsettled(List<Snapshot> rows) {
        return rows.stream().anyMatch(row -> row.status().isPending() || mayGetAnId(row));
    }

    /** One that failed without an id stays without. */
    private static boolean mayGetAnId(Snapshot row) {
        return row.id().isEmpty() && !row.status().isFailed();
    }

    private NewSnapshots() {}
}
