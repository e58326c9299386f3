package dev.flysnap.sqlite.check;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.SqliteProblems;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.ProgressHandler;

/**
 * What was found when a database was looked at.
 *
 * @param facts empty when it was too damaged to tell
 * @param damage what SQLite's check says of the file; none = it is whole as far as {@code check}
 *     looks
 * @param others foreign keys that refer to nothing, and that the time was up
 */
public record Verification(
        Path file,
        CheckDepth check,
        String journalMode,
        Optional<DatabaseFacts> facts,
        List<String> damage,
        List<String> others,
        Duration took) {
    public Verification {
        damage = List.copyOf(damage);
        others = List.copyOf(others);
    }

    /** No damage: the schema names what SQLite does not have here, or what is not there. */
    private static final int SQLITE_ERROR = 1;

    private static final String UNKNOWN = "unknown";

    /** Instructions of SQLite's machine between two looks at the clock. */
    private static final int INSTRUCTIONS_BETWEEN_LOOKS = 100_000;

    /** Whether nothing is wrong with it, as far as was looked. */
    public boolean isGood() {
        return problems().isEmpty();
    }

    public boolean isDamaged() {
        return !damage.isEmpty();
    }

    /** All that is wrong with it, at most {@link VerificationRequest#MAX_PROBLEMS}. */
    public List<String> problems() {
        return Stream.concat(damage.stream(), others.stream())
                .limit(VerificationRequest.MAX_PROBLEMS)
                .toList();
    }

    /**
     * Looks at the database. It is opened the normal way, so that the WAL or the journal that lies
     * beside it is recovered: without them a restored database would look good and lack data.
     *
     * @throws FlysnapException if nothing is there, or no SQLite database, or it stays locked
     */
    public static Verification of(Path file, VerificationRequest request) {
        try (Database database = Database.open(file)) {
            return of(database, request);
        } catch (FlysnapException e) {
            return new Verification(
                    file,
                    request.check(),
                    UNKNOWN,
                    Optional.empty(),
                    List.of(damage(e)),
                    List.of(),
                    Duration.ZERO);
        }
    }

    /**
     * The same through a connection that is there, and in its transaction if it has one.
     *
     * @throws FlysnapException if the database stays locked, or the check is not wanted any more
     */
    public static Verification of(Database database, VerificationRequest request) {
        long start = System.nanoTime();
        List<String> damage = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Optional<DatabaseFacts> facts = Optional.empty();
        String journalMode = UNKNOWN;
        try {
            limit(database, request, start);
            try {
                journalMode = database.journalMode();
                facts = Optional.of(database.facts());
                if (facts.get().pageCount() == 0) {
                    damage.add("the database is empty: it has not a single page");
                }
                look(database, request, start, damage, others);
            } finally {
                ProgressHandler.clearHandler(database.connection());
            }
        } catch (SQLException e) {
            damage.add(damage(Database.problem(database.file(), Duration.ZERO, e)));
        } catch (FlysnapException e) {
            damage.add(damage(e));
        }
        return new Verification(
                database.file(),
                request.check(),
                journalMode,
                facts,
                damage,
                others,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Damage is what was looked for; anything else means that nothing could be looked at. */
    static String damage(FlysnapException e) {
        if (!e.problem().code().equals("database-corrupt")) {
            throw e;
        }
        return e.problem().why();
    }

    private static void limit(Database database, VerificationRequest request, long start)
            throws SQLException {
        ProgressHandler.setHandler(
                database.connection(),
                INSTRUCTIONS_BETWEEN_LOOKS,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        boolean isInTime = System.nanoTime() - start < request.limit().toNanos();
                        return isInTime && request.wanted().getAsBoolean() ? 0 : 1;
                    }
                });
    }

    private static void look(
            Database database,
            VerificationRequest request,
            long start,
            List<String> damage,
            List<String> others)
            throws SQLException {
        try {
            damage.addAll(integrity(database, request.check()));
            if (request.foreignKeys()) {
                others.addAll(foreignKeys(database));
            }
        } catch (SQLException e) {
            if (System.nanoTime() - start < request.limit().toNanos()) {
                throw e;
            }
            others.add("the check was not done within " + request.limit().toSeconds() + " s");
        }
    }

    /** What SQLite's own check says; nothing of a database that is whole. */
    static List<String> integrity(Database database, CheckDepth depth) throws SQLException {
        if (depth == CheckDepth.NONE) {
            return List.of();
        }
        List<String> said;
        try {
            said =
                    rows(
                            database,
                            "PRAGMA main.%s(%d)"
                                    .formatted(
                                            depth.checkName(), VerificationRequest.MAX_PROBLEMS));
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLITE_ERROR) {
                throw SqliteProblems.needsItsApp(FailureText.of(e)).exception(e);
            }
            throw e;
        }
        return said.equals(List.of("ok")) ? List.of() : said;
    }

    private static List<String> foreignKeys(Database database) throws SQLException {
        try {
            return rows(database, "PRAGMA main.foreign_key_check").stream()
                    .map(row -> "foreign key: " + row)
                    .toList();
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLITE_ERROR) {
                // The schema: one refers to what is no key.
                return List.of("foreign keys cannot be checked: " + FailureText.of(e));
            }
            throw e;
        }
    }

    static List<String> rows(Database database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = database.connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next() && rows.size() < VerificationRequest.MAX_PROBLEMS) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }
}
