package dev.flysnap.sqlite.check;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.CanaryTable;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.SqliteProblems;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many tables a database has, and how many rows are in them: a database that was emptied is
 * whole, and no check of SQLite's finds anything.
 *
 * @param tables without SQLite's own, and without flysnap's: both say nothing of what the app has
 * @param rows of the first tables, as far as the time allowed; not of virtual ones
 */
public record TableCounts(int tables, List<TableRows> rows) {
    /** Rows of one table are counted so far. */
    public static final long MAX_ROWS = 100_000;

    /** Tables whose rows are counted. */
    public static final int MAX_TABLES = 100;

    private static final String TABLES =
            "FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '"
                    + CanaryTable.NAME
                    + "'";

    private static final String COUNTED =
            "%s AND sql NOT LIKE 'CREATE VIRTUAL%%' ORDER BY rowid LIMIT %d"
                    .formatted(TABLES, MAX_TABLES);

    /**
     * Reads a database that nobody else uses.
     *
     * @param limit when it has passed, no further table is counted
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read
     */
    public static TableCounts of(Path file, Duration limit) {
        try (Database database = Database.open(file)) {
            return of(database, limit);
        }
    }

    /** The same through a connection that is there, and in its transaction if it has one. */
    public static TableCounts of(Database database, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try {
            Connection connection = database.connection();
            List<TableRows> counted = new ArrayList<>();
            for (String name : names(connection, COUNTED)) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    break;
                }
                counted.add(
                        TableRows.of(
                                name,
                                number(
                                        connection,
                                        "SELECT count(*) FROM (SELECT 1 FROM main.\"%s\" LIMIT %d)"
                                                .formatted(
                                                        name.replace("\"", "\"\""),
                                                        MAX_ROWS + 1))));
            }
            return new TableCounts(
                    (int) number(connection, "SELECT count(*) " + TABLES), List.copyOf(counted));
        } catch (SQLException e) {
            throw SqliteProblems.sql(database.file(), FailureText.of(e)).exception(e);
        }
    }

    /**
     * The names of {@link #tables}.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read
     */
    public static List<String> names(Database database) {
        try {
            return names(database.connection(), TABLES);
        } catch (SQLException e) {
            throw Database.problem(database.file(), Duration.ZERO, e);
        }
    }

    private static List<String> names(Connection connection, String from) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name " + from)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
