package dev.flysnap.sqlite.check;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.SqliteProblems;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.sqlite.ProgressHandler;

/** The one value that a query gives. */
public final class ScalarQuery {
    private static final int INSTRUCTIONS_BETWEEN_LOOKS = 100_000;
    private static final int MAX_CHARACTERS = 10_000;

    /**
     * Asks a database that nobody else uses. The query cannot change it: {@code PRAGMA query_only}.
     *
     * @param limit a query that takes longer is ended, as it is when its thread is interrupted
     * @return the value as text; empty for NULL
     * @throws FlysnapException if the query does not work, or gives anything but one row of one
     *     value
     */
    public static Optional<String> of(Path file, String sql, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try (Database database = Database.open(file);
                Statement statement = database.connection().createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            ProgressHandler.setHandler(
                    database.connection(),
                    INSTRUCTIONS_BETWEEN_LOOKS,
                    new ProgressHandler() {
                        @Override
                        protected int progress() {
                            boolean isWanted = !Thread.currentThread().isInterrupted();
                            return isWanted && System.nanoTime() - deadlineNanos < 0 ? 0 : 1;
                        }
                    });
            try (ResultSet row = statement.executeQuery(sql)) {
                return only(file, row);
            } finally {
                ProgressHandler.clearHandler(database.connection());
            }
        } catch (SQLException e) {
            throw SqliteProblems.sql(file, FailureText.of(e)).exception(e);
        }
    }

    private static Optional<String> only(Path file, ResultSet row) throws SQLException {
        int columns = row.getMetaData().getColumnCount();
        if (columns != 1) {
            throw SqliteProblems.sql(file, "the query gives %d columns, not one".formatted(columns))
                    .exception();
        }
        if (!row.next()) {
            throw SqliteProblems.sql(file, "the query gives no row").exception();
        }
        Optional<String> value = Optional.ofNullable(row.getString(1));
        if (row.next()) {
            throw SqliteProblems.sql(file, "the query gives more than one row").exception();
        }
        return value.map(it -> it.substring(0, Math.min(it.length(), MAX_CHARACTERS)));
    }

    private ScalarQuery() {}
}
