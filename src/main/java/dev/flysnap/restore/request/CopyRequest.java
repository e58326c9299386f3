package dev.flysnap.restore.request;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The copies that come back together.
 *
 * @param path where the app has the database, if there is one; absent = looked up
 * @param force whether they may be other databases than the app's, or not all of them
 */
public record CopyRequest(List<CopySource> copies, Optional<String> path, boolean force) {
    public CopyRequest {
        copies = List.copyOf(copies);
    }

    public long bytes() {
        return copies.stream().mapToLong(it -> it.content().bytes()).sum();
    }

    /** For messages. */
    public String description() {
        return copies.stream().map(CopySource::address).collect(Collectors.joining(", "));
    }
}
