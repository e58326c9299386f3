package dev.flysnap.hook.look;

import java.util.List;

/**
 * A SQLite file on a volume.
 *
 * @param path in the machine
 * @param walBytes 0 without a WAL
 * @param isWal whether its header says so; else it has a rollback journal
 * @param openBy the processes that have it open: {@code puma (17)}
 */
public record FoundDatabase(
        String path, long bytes, long walBytes, boolean isWal, List<String> openBy) {
    public FoundDatabase {
        openBy = List.copyOf(openBy);
    }

    public boolean isOpen() {
        return !openBy.isEmpty();
    }
}
