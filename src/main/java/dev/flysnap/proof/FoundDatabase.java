package dev.flysnap.proof;

import java.util.List;

/**
 * A SQLite file on a volume, known by its header.
 *
 * @param path in the machine, below the mount as its config names it
 * @param realPath the same with the links of the mount resolved, as a hook may answer it
 * @param walBytes 0 without a WAL
 * @param isWal whether its header says so; else it has a rollback journal
 * @param openBy the processes that have it open: {@code puma (17)}
 */
public record FoundDatabase(
        String path,
        String realPath,
        long bytes,
        long walBytes,
        boolean isWal,
        List<String> openBy) {
    public FoundDatabase {
        openBy = List.copyOf(openBy);
    }

    public boolean isOpen() {
        return !openBy.isEmpty();
    }
}
