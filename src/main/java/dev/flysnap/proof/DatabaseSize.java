package dev.flysnap.proof;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.problem.Count;
import java.util.List;
import java.util.Optional;

/**
 * How large a database is. A database that was emptied by accident is whole and passes every check;
 * only its size tells.
 *
 * @param name as the hook calls it
 * @param pageBytes the size of a page; absent where the hook does not tell
 * @param hasSchema whether there is any table; absent where the hook does not tell
 */
public record DatabaseSize(
        String name,
        String path,
        long pages,
        Optional<Long> pageBytes,
        Optional<Boolean> hasSchema) {
    /** A smaller one tells nothing: a schema without rows has as many. */
    private static final long MIN_PAGES = 16;

    /** VACUUM and a purge of old rows are usual down to this part. */
    private static final long MUCH_SMALLER = 10;

    private static final long DEFAULT_PAGE_BYTES = 4096;

    /** SHA-256 of nothing, which is the hash of a schema without any table. */
    private static final String NO_SCHEMA =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** Of those databases whose hook tells it. */
    public static List<DatabaseSize> of(List<DatabaseState> databases) {
        return databases.stream().flatMap(it -> of(it).stream()).toList();
    }

    private static Optional<DatabaseSize> of(DatabaseState state) {
        return state.pageCount()
                .map(pages ->
                        new DatabaseSize(
                                state.name(),
                                state.path(),
                                pages,
                                state.pageSize(),
                                state.schemaSha256().map(it -> !it.equals(NO_SCHEMA))));
    }

    /** Whether little or nothing is left of it. */
    public boolean isMuchSmallerThan(DatabaseSize earlier) {
        boolean lostSchema = isEmpty() && !earlier.isEmpty();
        return lostSchema
                || isMuchSmaller(
                        pages, pageBytes, earlier.pages, earlier.pageBytes.or(() -> pageBytes));
    }

    /**
     * Whether little or nothing is left.
     *
     * @param pageBytes absent = SQLite's usual 4096
     */
    public static boolean isMuchSmaller(
            long pages,
            Optional<Long> pageBytes,
            long earlierPages,
            Optional<Long> earlierPageBytes) {
        return earlierPages >= MIN_PAGES
                && bytes(pages, pageBytes) < bytes(earlierPages, earlierPageBytes) / MUCH_SMALLER;
    }

    /** Without any table, as far as is known. */
    public boolean isEmpty() {
        // Each table has a page of its own, after the first. Source: SQLite, file format, 2.6.
        return pages <= 1 || hasSchema.filter(it -> !it).isPresent();
    }

    public long bytes() {
        return bytes(pages, pageBytes);
    }

    private static long bytes(long pages, Optional<Long> pageBytes) {
        return pages * pageBytes.orElse(DEFAULT_PAGE_BYTES);
    }

    /** For messages. */
    public String text() {
        return "%s%s".formatted(Count.of(pages, "page"), isEmpty() ? " and no table" : "");
    }
}
