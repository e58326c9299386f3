package dev.flysnap.sqlite;

import dev.flysnap.problem.FailureText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A small table of flysnap's own in an app's database: one numbered row a minute, so that a
 * restored copy tells to the row what it lacks. Only the last day's rows are kept.
 */
public final class CanaryTable {
    public static final String NAME = "_flysnap_canary";

    private static final int KEPT_ROWS = 1440;

    /** The app's writers are not kept waiting for this. */
    private static final Duration MAX_WAIT = Duration.ofMillis(200);

    private static final String OTHER_TABLES =
            "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name <> '%s' AND name NOT LIKE 'sqlite\\_%%' ESCAPE '\\'"
                    .formatted(NAME);
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS main.%s(n INTEGER PRIMARY KEY, at INTEGER NOT NULL)"
                    .formatted(NAME);
    private static final String INSERT =
            "INSERT INTO main.%1$s SELECT coalesce(max(n), 0) + 1, ? FROM main.%1$s"
                    .formatted(NAME);
    private static final String PRUNE =
            "DELETE FROM main.%1$s WHERE n <= (SELECT max(n) FROM main.%1$s) - %2$d"
                    .formatted(NAME, KEPT_ROWS);

    /**
     * Its newest row.
     *
     * @param at when it was written
     */
    public record Row(long number, Instant at) {}

    /** A query that gives {@link #parse} what it needs. */
    public static final String QUERY =
            "SELECT max(n) || ' ' || max(at) || ' ' || (max(n) - min(n) + 1 - count(*)) FROM "
                    + NAME;

    /**
     * The newest row of a restored table.
     *
     * @param missing how many rows are missing among those before it
     */
    public record Found(Row newest, long missing) {}

    /** What {@link #QUERY} gave; empty for anything else. */
    public static Optional<Found> parse(String text) {
        String[] words = text.split(" ", -1);
        return text.matches("\\d{1,18} \\d{1,11} \\d{1,18}")
                ? Optional.of(
                        new Found(
                                new Row(
                                        Long.parseLong(words[0]),
                                        Instant.ofEpochSecond(Long.parseLong(words[1]))),
                                Long.parseLong(words[2])))
                : Optional.empty();
    }

    /**
     * Writes the next row, beside whoever else uses the database.
     *
     * @return empty if nothing was written: others write, or it has no tables yet
     * @throws dev.flysnap.problem.FlysnapException if it cannot be written
     */
    public static Optional<Row> write(Path file, Instant at) {
        try (Database database = Database.open(file);
                Statement statement = database.connection().createStatement()) {
            // The app's own connections decide when the WAL is copied.
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            if (number(database.connection(), OTHER_TABLES) == 0
                    || !database.beginImmediate(MAX_WAIT, () -> true)) {
                return Optional.empty();
            }
            statement.execute(CREATE);
            try (PreparedStatement insert = database.connection().prepareStatement(INSERT)) {
                insert.setLong(1, at.getEpochSecond());
                int _ = insert.executeUpdate();
            }
            statement.execute(PRUNE);
            Optional<Row> written = newest(database);
            return database.commit(MAX_WAIT) ? written : Optional.empty();
        } catch (SQLException e) {
            throw Database.problem(file, MAX_WAIT, e);
        }
    }

    /**
     * Empty where there is none.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read
     */
    public static Optional<Row> newest(Database database) {
        try (Statement statement = database.connection().createStatement()) {
            try (ResultSet table =
                    statement.executeQuery(
                            "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = '%s'"
                                    .formatted(NAME))) {
                if (!table.next()) {
                    return Optional.empty();
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT n, at FROM main.%s ORDER BY n DESC LIMIT 1".formatted(NAME))) {
                return row.next()
                        ? Optional.of(
                                new Row(row.getLong(1), Instant.ofEpochSecond(row.getLong(2))))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw SqliteProblems.sql(database.file(), FailureText.of(e)).exception(e);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private CanaryTable() {}
}
