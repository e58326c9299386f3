package dev.flysnap.sqlite.check;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;

/**
 * What was found when a database was checked while others use it: in one read transaction, so that
 * writers go on. Its WAL grows meanwhile.
 *
 * @param problems what is wrong with it, at most {@link VerificationRequest#MAX_PROBLEMS}
 * @param foreignKeyViolations rows that refer to nothing, counted up to the same number; empty
 *     where SQLite cannot tell
 * @param unfinished why it did not come to its end; empty = it did
 */
public record LiveVerification(
        List<String> problems, Optional<Long> foreignKeyViolations, String unfinished) {
    private static final int INSTRUCTIONS_BETWEEN_LOOKS = 100_000;

    private static final int SQLITE_ERROR = 1;

    private static final String ROLLBACK_JOURNAL =
            "it is not in WAL mode, and a check would keep its writers off for as long as it takes";

    /**
     * @param limit a check that takes longer is ended
     * @param wanted when it says no, the check is ended
     * @throws FlysnapException if nothing is there, or it stays locked
     */
    public static LiveVerification of(
            Path file, CheckDepth depth, Duration limit, BooleanSupplier wanted) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try (Database database = Database.openReadOnly(file)) {
            if (!database.isWal()) {
                return unfinished(ROLLBACK_JOURNAL);
            }
            ProgressHandler.setHandler(
                    database.connection(),
                    INSTRUCTIONS_BETWEEN_LOOKS,
                    new ProgressHandler() {
                        @Override
                        protected int progress() {
                            return wanted.getAsBoolean() && System.nanoTime() - deadlineNanos < 0
                                    ? 0
                                    : 1;
                        }
                    });
            try (Statement statement = database.connection().createStatement()) {
                statement.execute("BEGIN");
                List<String> problems = Verification.integrity(database, depth);
                return new LiveVerification(
                        problems,
                        problems.isEmpty() ? foreignKeyViolations(database) : Optional.empty(),
                        "");
            } finally {
                ProgressHandler.clearHandler(database.connection());
            }
        } catch (SQLException e) {
            if (!wanted.getAsBoolean()) {
                return unfinished("it was called off");
            }
            return System.nanoTime() - deadlineNanos < 0
                    ? damaged(Database.problem(file, Duration.ZERO, e))
                    : unfinished("it was not done within %d s".formatted(limit.toSeconds()));
        } catch (FlysnapException e) {
            return damaged(e);
        }
    }

    private static Optional<Long> foreignKeyViolations(Database database) throws SQLException {
        try {
            return Optional.of(
                    (long) Verification.rows(database, "PRAGMA main.foreign_key_check").size());
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLITE_ERROR) {
                // A foreign key of the schema leads to nothing that could be compared.
                return Optional.empty();
            }
            throw e;
        }
    }

    private static LiveVerification unfinished(String why) {
        return new LiveVerification(List.of(), Optional.empty(), why);
    }

    private static LiveVerification damaged(FlysnapException e) {
        return new LiveVerification(List.of(Verification.damage(e)), Optional.empty(), "");
    }
}
