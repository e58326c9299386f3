package dev.flysnap.sqlite.check;

import dev.flysnap.problem.Count;
import java.util.Optional;

/**
 * How many rows a table has.
 *
 * @param rows counted up to {@link TableCounts#MAX_ROWS}
 * @param more whether there are more; absent = no
 */
public record TableRows(String table, long rows, Optional<Boolean> more) {
    /**
     * @param counted up to one more than {@link TableCounts#MAX_ROWS}
     */
    public static TableRows of(String table, long counted) {
        return counted > TableCounts.MAX_ROWS
                ? new TableRows(table, TableCounts.MAX_ROWS, Optional.of(true))
                : new TableRows(table, counted, Optional.empty());
    }

    /** Such as {@code 1 row}, or {@code over 100000 rows}. */
    public String text() {
        return (more.isPresent() ? "over " : "") + Count.of(rows, "row");
    }

    /** Such as {@code orders 1200}, or {@code orders over 100000}. */
    @Override
    public String toString() {
        return table + (more.isPresent() ? " over " : " ") + rows;
    }
}
