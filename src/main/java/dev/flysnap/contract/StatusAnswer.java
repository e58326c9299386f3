package dev.flysnap.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a status request, which changes nothing.
 *
 * @param level how much of the contract is implemented: 1 checkpoints, 2 proves syncs and can hold
 *     writers, 3 makes copies
 * @param activeLease the current hold
 * @param holdCeilingMs the longest hold that can be requested
 * @param copies what level 3 allows here; absent where the hook does not know of it
 * @param warnings sentences for the operator, such as a library with the WAL-reset bug
 */
public record StatusAnswer(
        int level,
        Optional<String> app,
        Optional<String> machineId,
        Optional<String> sqliteVersion,
        Optional<String> appSqliteVersion,
        List<DatabaseStatus> databases,
        Optional<ActiveLease> activeLease,
        Optional<Long> holdCeilingMs,
        Optional<CopyAccess> copies,
        Optional<List<String>> warnings) {
    public StatusAnswer {
        databases = List.copyOf(databases);
    }

    /**
     * One database.
     *
     * @param present whether the file exists
     * @param bytes size of the database file
     * @param walBytes size of its WAL
     * @param synchronous what the app's own connections use, when the hook knows: {@code off},
     *     {@code normal}, {@code full}, {@code extra}
     * @param freeBytes free space on its volume
     * @param replicators other programs that work on this database: {@code litestream}, {@code
     *     litefs}
     * @param problem why the rest is missing
     * @param canary the newest row of flysnap's own table, where one is kept
     */
    public record DatabaseStatus(
            String name,
            String path,
            boolean present,
            Optional<Long> bytes,
            Optional<String> journalMode,
            Optional<Long> walBytes,
            Optional<String> synchronous,
            Optional<Long> freeBytes,
            Optional<List<String>> replicators,
            Optional<String> problem,
            Optional<Canary> canary) {}

    /**
     * A row of the table that the agent keeps on request.
     *
     * @param row its number; the first one is 1
     * @param at when it was written
     */
    public record Canary(long row, Instant at) {}

    /**
     * What the copy token opens.
     *
     * @param reading whether copies of the databases can be taken
     * @param writing whether a database can be put in place
     */
    public record CopyAccess(boolean reading, boolean writing) {}

    /**
     * The current hold. Its lease is not included, since whoever knows it can end the hold.
     *
     * @param heldMs how long writers have been held off
     * @param expiresInMs when it ends by itself, from now
     */
    public record ActiveLease(String attempt, long heldMs, long expiresInMs) {}
}
