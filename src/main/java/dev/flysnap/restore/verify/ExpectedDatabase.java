package dev.flysnap.restore.verify;

import dev.flysnap.model.SnapshotId;
import java.util.Optional;

/**
 * A database that a receipt says was quiesced.
 *
 * @param path as the hook saw it
 * @param onVolume the same within the volume; absent where the path does not lie under the mount,
 *     and then the database is found by how its path ends
 * @param changeable whether the app may have changed {@code userVersion} and {@code schemaSha256}
 *     between the quiesce and the snapshot; absent = not
 * @param knownFrom the snapshot whose receipt names it, when that is not the one that is restored
 */
public record ExpectedDatabase(
        String name,
        String path,
        Optional<Long> userVersion,
        Optional<String> schemaSha256,
        Optional<String> onVolume,
        Optional<SnapshotId> knownFrom,
        Optional<Boolean> changeable) {

    /** Without what may have changed since. */
    public ExpectedDatabase withoutContent() {
        return new ExpectedDatabase(
                name,
                path,
                Optional.empty(),
                Optional.empty(),
                onVolume,
                knownFrom,
                Optional.empty());
    }

    /** For a quiesce after which writers continued before the snapshot was taken. */
    public ExpectedDatabase allowingChanges() {
        return new ExpectedDatabase(
                name, path, userVersion, schemaSha256, onVolume, knownFrom, Optional.of(true));
    }

    /** Whether another user_version or schema is acceptable. */
    public boolean mayHaveChanged() {
        return changeable.orElse(false);
    }

    /** On a volume that was mounted there. */
    public ExpectedDatabase mountedAt(Optional<String> mountPath) {
        Optional<String> within =
                mountPath
                        .map(it -> it.endsWith("/") ? it : it + "/")
                        .filter(path::startsWith)
                        .map(it -> path.substring(it.length()));
        return new ExpectedDatabase(
                name, path, userVersion, schemaSha256, within, knownFrom, changeable);
    }

    /** As an earlier snapshot of the volume has it. */
    public ExpectedDatabase fromEarlierSnapshot(SnapshotId earlier) {
        return new ExpectedDatabase(
                name, path, userVersion, schemaSha256, onVolume, Optional.of(earlier), changeable);
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
                                                + " (--verify none does not ask for it),")
                                .orElse(""));
    }
}
