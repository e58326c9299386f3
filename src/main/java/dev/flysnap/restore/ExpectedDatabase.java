package dev.flysnap.restore;

import java.util.Optional;

/**
 * A database that the receipt says was quiesced.
 *
 * @param path as the hook saw it; on the new volume it is found by how this path ends
 */
public record ExpectedDatabase(
        String name, String path, Optional<Long> userVersion, Optional<String> schemaSha256) {

    /** The same, without what may have changed since. */
    ExpectedDatabase byNameOnly() {
        return new ExpectedDatabase(name, path, Optional.empty(), Optional.empty());
    }
}
