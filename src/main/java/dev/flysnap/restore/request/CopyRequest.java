package dev.flysnap.restore.request;

import java.util.List;
import java.util.Optional;

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

    public List<String> addresses() {
        return copies.stream().map(CopySource::address).toList();
    }

    /** For messages. */
    public String description() {
        return String.join(", ", addresses());
    }
}
