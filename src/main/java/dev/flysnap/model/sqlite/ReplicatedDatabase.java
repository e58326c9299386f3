package dev.flysnap.model.sqlite;

import java.time.Instant;
import java.util.Optional;

/**
 * A database that Litestream replicates.
 *
 * @param path as its config file calls it
 * @param place where the replica is, without what only its owner may know: {@code s3://bucket/app}
 * @param newestAt when the newest of it was written; absent where nobody asked, or the machine's
 *     litestream does not tell
 */
public record ReplicatedDatabase(String path, String place, Optional<Instant> newestAt) {
    /** The same, without knowing how new it is. */
    public ReplicatedDatabase(String path, String place) {
        this(path, place, Optional.empty());
    }

    public ReplicatedDatabase withNewest(Instant at) {
        return new ReplicatedDatabase(path, place, Optional.of(at));
    }

    @Override
    public String toString() {
        return "%s to %s".formatted(path, place);
    }
}
