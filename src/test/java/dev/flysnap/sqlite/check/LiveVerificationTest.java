package dev.flysnap.sqlite.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.TestDatabases;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check beside an app that writes. */
class LiveVerificationTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String MANY =
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            INSERT INTO orders SELECT 1, i, randomblob(20) FROM n\
            """;

    @TempDir private Path work;
    private Path database;

    @BeforeEach
    void aDatabase() throws SQLException {
        database = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(database, MANY, "CREATE INDEX by_number ON orders(number)");
    }

    @Test
    void writersGoOnMeanwhileAndWhatTheyWriteIsNotLookedAt() throws SQLException {
        AtomicInteger written = new AtomicInteger();
        try (Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            LiveVerification found =
                    LiveVerification.of(
                            database,
                            CheckDepth.FULL,
                            LIMIT,
                            () -> insert(statement, written.incrementAndGet()));
            assertEquals(
                    new LiveVerification(List.of(), Optional.of(0L), ""), found, "all is well");
        }
        assertTrue(written.get() > 1, "commits while the check went on: " + written);
        assertEquals(
                String.valueOf(50_000 + written.get()),
                TestDatabases.ask(database, "SELECT count(*) FROM orders"));
    }

    private static boolean insert(Statement statement, int number) {
        try {
            statement.execute("INSERT INTO orders SELECT 2, %d, randomblob(20)".formatted(number));
            return true;
        } catch (SQLException busy) {
            throw new IllegalStateException(busy);
        }
    }

    @Test
    void damageIsTold() throws Exception {
        TestDatabases.sql(database, "PRAGMA wal_checkpoint(TRUNCATE)");
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(10L * 4096);
            file.write(new byte[3 * 4096]);
        }
        LiveVerification found = LiveVerification.of(database, CheckDepth.QUICK, LIMIT, () -> true);
        assertFalse(found.problems().isEmpty(), found.toString());
        assertEquals("", found.unfinished());
    }

    @Test
    void rowsThatReferToNothingAreCountedAndAreNoDamage() throws SQLException {
        TestDatabases.sql(
                database,
                "CREATE TABLE parent(id INTEGER PRIMARY KEY)",
                "CREATE TABLE child(parent INTEGER REFERENCES parent(id))",
                "INSERT INTO child VALUES (9), (10)");
        assertEquals(
                new LiveVerification(List.of(), Optional.of(2L), ""),
                LiveVerification.of(database, CheckDepth.QUICK, LIMIT, () -> true));
        TestDatabases.sql(
                database,
                "CREATE TABLE odd(x REFERENCES orders(number))",
                "INSERT INTO odd VALUES (1)");
        assertEquals(
                new LiveVerification(List.of(), Optional.empty(), ""),
                LiveVerification.of(database, CheckDepth.QUICK, LIMIT, () -> true),
                "a foreign key to what is not unique says nothing of the data");
    }

    @Test
    void oneThatIsNotWantedAnyMoreOrTakesTooLongIsNoResult() {
        LiveVerification calledOff =
                LiveVerification.of(database, CheckDepth.FULL, LIMIT, () -> false);
        assertEquals(List.of(), calledOff.problems());
        assertEquals("it was called off", calledOff.unfinished());
        LiveVerification late =
                LiveVerification.of(database, CheckDepth.FULL, Duration.ofNanos(1), () -> true);
        assertEquals(List.of(), late.problems());
        assertTrue(late.unfinished().startsWith("it was not done within"), late.toString());
    }

    @Test
    void aDatabaseWhoseWritersWouldHaveToWaitIsLeftAlone() throws SQLException {
        TestDatabases.sql(database, "PRAGMA journal_mode = delete");
        LiveVerification found = LiveVerification.of(database, CheckDepth.QUICK, LIMIT, () -> true);
        assertEquals(List.of(), found.problems());
        assertTrue(found.unfinished().contains("not in WAL mode"), found.toString());
    }
}
