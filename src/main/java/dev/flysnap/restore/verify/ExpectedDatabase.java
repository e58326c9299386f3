package dev.flysnap.restore.verify;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.DatabaseSize;
import dev.flysnap.sqlite.check.TableRows;
import java.util.List;
import java.util.Optional;

/**
 * A database that a receipt says was quiesced.
 *
 * @param path as the hook saw it
 * @param onVolume the same within the volume; absent where the path does not lie under the mount,
 *     and then the database is found by how its path ends
 * @param changeable whether the app may have changed {@code userVersion} and {@code schemaSha256}
 *     between the quiesce and the snapshot; absent = not
 * @param pageCount how large it was then; absent where the hook did not tell
 * @param pageSize of a page, in bytes; absent where the hook did not tell
 * @param sizeFrom the earlier snapshot at which it was that large; absent = the one that is
 *     restored
 * @param rows how many its tables had, where writers were off; absent = not counted
 * @param knownFrom the snapshot whose receipt names it, when that is not the one that is restored
 */
public record ExpectedDatabase(
        String name,
        String path,
        Optional<Long> userVersion,
        Optional<String> schemaSha256,
        Optional<String> onVolume,
        Optional<SnapshotId> knownFrom,
        Optional<Boolean> changeable,
        Optional<Long> pageCount,
        Optional<Long> pageSize,
        Optional<SnapshotId> sizeFrom,
        Optional<List<TableRows>> rows) {

    /** One whose rows were not counted. */
    public ExpectedDatabase(
            String name,
            String path,
            Optional<Long> userVersion,
            Optional<String> schemaSha256,
            Optional<String> onVolume,
            Optional<SnapshotId> knownFrom,
            Optional<Boolean> changeable,
            Optional<Long> pageCount,
            Optional<Long> pageSize,
            Optional<SnapshotId> sizeFrom) {
        this(
                name,
                path,
                userVersion,
                schemaSha256,
                onVolume,
                knownFrom,
                changeable,
                pageCount,
                pageSize,
                sizeFrom,
                Optional.empty());
    }

    /** Without what may have changed since. */
    public ExpectedDatabase withoutContent() {
        return new ExpectedDatabase(
                name,
                path,
                Optional.empty(),
                Optional.empty(),
                onVolume,
                knownFrom,
                Optional.empty(),
                pageCount,
                pageSize,
                sizeFrom);
    }

    /** For a machine that was stopped afterwards: as large, but not to the row. */
    public ExpectedDatabase withoutCounts() {
        return new ExpectedDatabase(
                name,
                path,
                userVersion,
                schemaSha256,
                onVolume,
                knownFrom,
                changeable,
                pageCount,
                pageSize,
                sizeFrom);
    }

    /** For a quiesce after which writers continued before the snapshot was taken. */
    public ExpectedDatabase allowingChanges() {
        return new ExpectedDatabase(
                name,
                path,
                userVersion,
                schemaSha256,
                onVolume,
                knownFrom,
                Optional.of(true),
                pageCount,
                pageSize,
                sizeFrom,
                rows);
    }

    /** Whether another user_version or schema is acceptable. */
    public boolean mayHaveChanged() {
        return changeable.orElse(false);
    }

    /**
     * As large as at an earlier snapshot, if little of it was left when this receipt was written.
     */
    public ExpectedDatabase asLargeAs(ExpectedDatabase before) {
        boolean shrank =
                name.equals(before.name)
                        && pageCount.isPresent()
                        && before.pageCount.isPresent()
                        && DatabaseSize.isMuchSmaller(
                                pageCount.get(),
                                pageSize,
                                before.pageCount.get(),
                                before.pageSize.or(() -> pageSize));
        return shrank
                ? new ExpectedDatabase(
                        name,
                        path,
                        userVersion,
                        schemaSha256,
                        onVolume,
                        knownFrom,
                        changeable,
                        before.pageCount,
                        before.pageSize,
                        before.knownFrom,
                        rows)
                : this;
    }

    /** For the message about a difference that is acceptable. */
    String changedBecause() {
        return mayHaveChanged() ? ": writers continued before the snapshot was taken" : "";
    }

    /** How many pages it has, if they were counted together with the rows. */
    Optional<Long> exactPageCount() {
        return sizeFrom.isEmpty() && rows.isPresent() ? pageCount : Optional.empty();
    }

    /** Whether it had no tables then: each has a page of its own, after the first. */
    boolean wasEmpty() {
        return sizeFrom.isEmpty() && pageCount.filter(it -> it <= 1).isPresent();
    }

    /** When it was as large as that, for messages. */
    String when() {
        return sizeFrom.map("at the snapshot %s"::formatted)
                .orElse("when the snapshot was requested");
    }

    /** On a volume that was mounted there. */
    public ExpectedDatabase mountedAt(Optional<String> mountPath) {
        Optional<String> within =
                mountPath
                        .map(it -> it.endsWith("/") ? it : it + "/")
                        .filter(path::startsWith)
                        .map(it -> path.substring(it.length()));
        return new ExpectedDatabase(
                name,
                path,
                userVersion,
                schemaSha256,
                within,
                knownFrom,
                changeable,
                pageCount,
                pageSize,
                sizeFrom,
                rows);
    }

    /** As an earlier snapshot of the volume has it. */
    public ExpectedDatabase fromEarlierSnapshot(SnapshotId earlier) {
        return new ExpectedDatabase(
                name,
                path,
                userVersion,
                schemaSha256,
                onVolume,
                Optional.of(earlier),
                changeable,
                pageCount,
                pageSize,
                Optional.of(earlier));
    }

    /** Whether a database that was found at {@code relative} on the volume is this one. */
    boolean isAt(String relative) {
        return onVolume.map(relative::equals)
                .orElseGet(() -> path.equals(relative) || path.endsWith("/" + relative));
    }

    /** For a database that was not found. */
    String missingMessage() {
        return "the database %s (%s)%s is not there"
                .formatted(
                        name,
                        path,
                        knownFrom
                                .map(snapshotId ->
                                        ", which was on the volume at the snapshot "
                                                + snapshotId
                                                + " (--even-if-bad accepts that),")
                                .orElse(""));
    }
}
