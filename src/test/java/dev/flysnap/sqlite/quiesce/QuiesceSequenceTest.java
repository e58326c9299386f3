package dev.flysnap.sqlite.quiesce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.model.sqlite.WalResetBug;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.SqliteProblems;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuiesceSequenceTest {
    private static final Duration HOLD = Duration.ofSeconds(20);

    @TempDir private Path work;

    private static QuiesceTarget target(Path file, boolean mayTruncate) {
        return new QuiesceTarget("main", file, mayTruncate);
    }

    private static String codeOf(QuiesceLimits limits, Listener listener, Path... files) {
        return assertThrows(
                        FlysnapException.class,
                        () ->
                                new QuiesceSequence(limits, listener)
                                        .run(
                                                List.of(files).stream()
                                                        .map(it -> target(it, true))
                                                        .toList(),
                                                HOLD))
                .problem()
                .code();
    }

    @Test
    void theWalIsCutOnlyWhereThatIsKnownToBeSafe() throws Exception {
        for (boolean mayTruncate : List.of(true, false)) {
            Path database = TestDatabases.orders(work.resolve(mayTruncate + ".db"), "wal");
            try (Connection app = TestDatabases.open(database);
                    Statement statement = app.createStatement()) {
                statement.execute("INSERT INTO orders VALUES (1, 1, randomblob(9000))");
                QuiesceSession quiesced =
                        new QuiesceSequence(QuiesceLimits.DEFAULT, Listener.NONE)
                                .run(List.of(target(database, mayTruncate)), Duration.ZERO);
                QuiescedDatabase state = quiesced.databases().getFirst();
                assertTrue(state.checkpoint().isComplete(), "either way");
                assertEquals(mayTruncate, state.walBytes() == 0);
            }
        }
    }

    @Test
    void theWalOfWritersAtFullSpeedIsNotCutAsThatWouldKeepThemWaiting() throws Exception {
        for (int rows : List.of(5, 500)) {
            Path database = TestDatabases.orders(work.resolve(rows + ".db"), "wal");
            try (Connection app = TestDatabases.open(database);
                    Statement statement = app.createStatement()) {
                statement.execute("INSERT INTO orders VALUES (1, 1, 'before')");
                Listener whileItSyncs =
                        step -> {
                            if (step == QuiesceStep.SYNCED_ONCE) {
                                insert(statement, rows);
                            }
                        };
                QuiescedDatabase state =
                        new QuiesceSequence(QuiesceLimits.DEFAULT, whileItSyncs)
                                .run(List.of(target(database, true)), Duration.ZERO)
                                .databases()
                                .getFirst();
                assertTrue(state.checkpoint().isComplete(), "either way");
                assertEquals(rows == 5, state.walBytes() == 0, rows + " rows");
            }
        }
    }

    private static void insert(Statement statement, int rows) {
        try {
            for (int row = 0; row < rows; row++) {
                statement.execute("INSERT INTO orders VALUES (2, %d, 'x')".formatted(row));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theStepsComeInTheirOrder() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        List<QuiesceStep> steps = new ArrayList<>();
        new QuiesceSequence(QuiesceLimits.DEFAULT, steps::add)
                .run(List.of(target(database, true)), Duration.ZERO);
        assertEquals(List.of(QuiesceStep.values()), steps);
    }

    @Test
    void factsAreThoseOfTheLastCommitBeforeTheLock() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        DatabaseFacts before;
        try (Database early = Database.open(database)) {
            before = early.facts();
        }
        Listener migrates =
                step -> {
                    if (step == QuiesceStep.SYNCED_TWICE) {
                        try {
                            TestDatabases.sql(
                                    database,
                                    "CREATE TABLE late(x)",
                                    "PRAGMA user_version = 9",
                                    "PRAGMA application_id = 77");
                        } catch (java.sql.SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        DatabaseFacts facts =
                new QuiesceSequence(QuiesceLimits.DEFAULT, migrates)
                        .run(List.of(target(database, true)), Duration.ZERO)
                        .databases()
                        .getFirst()
                        .facts();
        assertEquals(9, facts.userVersion());
        assertEquals(77, facts.applicationId());
        assertEquals(before.pageCount() + 1, facts.pageCount());
        assertFalse(before.schemaSha256().equals(facts.schemaSha256()));
    }

    @Test
    void aLockThatIsNotGivenIsToldAndNothingStaysLocked() throws Exception {
        Path one = TestDatabases.orders(work.resolve("one.db"), "wal");
        Path two = TestDatabases.orders(work.resolve("two.db"), "wal");
        try (Connection app = TestDatabases.open(two);
                Statement statement = app.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            QuiesceLimits usual = QuiesceLimits.DEFAULT;
            QuiesceLimits limits =
                    new QuiesceLimits(
                            Duration.ofMillis(300),
                            usual.underLock(),
                            usual.readerPatience(),
                            usual.checkpointerPatience(),
                            usual.truncateBusy(),
                            usual.truncateMaxWalBytes());
            assertEquals("database-busy", codeOf(limits, Listener.NONE, one, two));
            TestDatabases.sql(one, "PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE");
        }
    }

    @Test
    void aDatabaseThatNobodyElseMayOpenIsBusy() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("INSERT INTO orders VALUES (1, 1, 'x')");
            assertEquals("database-busy", codeOf(QuiesceLimits.DEFAULT, Listener.NONE, database));
        }
    }

    @Test
    void workThatTakesTooLongUnderTheLockClaimsNothing() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        QuiesceLimits limits = QuiesceLimits.DEFAULT.withUnderLock(Duration.ofMillis(1));
        Listener slowDisk =
                step -> {
                    if (step == QuiesceStep.COMPLETED) {
                        Backoff.sleep(Duration.ofMillis(5));
                    }
                };
        assertEquals("quiesce-too-slow", codeOf(limits, slowDisk, database));
        assertFalse(
                SqliteProblems.tooSlow(limits.underLock()).next().contains("--hold-ceiling"),
                "the ceiling is for holds, not for the work below the lock");
        TestDatabases.sql(database, "PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE");
    }

    @Test
    void aDatabaseThatIsReplacedMeanwhileIsNotTakenForTheOneThatIsThere() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path other = TestDatabases.orders(work.resolve("other.db"), "wal");
        Listener replaces =
                step -> {
                    if (step == QuiesceStep.LOCKED) {
                        replace(database, other);
                    }
                };
        assertEquals("database-replaced", codeOf(QuiesceLimits.DEFAULT, replaces, database));
    }

    @Test
    void aHoldOnAFileThatIsNoLongerThereIsNotIntact() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path other = TestDatabases.orders(work.resolve("other.db"), "wal");
        QuiesceSession quiesced =
                new QuiesceSequence(QuiesceLimits.DEFAULT, Listener.NONE)
                        .run(List.of(target(database, true)), HOLD);
        assertTrue(quiesced.isHeld());
        replace(database, other);
        assertFalse(quiesced.release().isIntact());
    }

    private static void replace(Path database, Path by) {
        try {
            Files.move(by, database, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAbsentOrForeignFileIsRefused() throws Exception {
        Path absent = work.resolve("absent.db");
        assertEquals("database-absent", codeOf(QuiesceLimits.DEFAULT, Listener.NONE, absent));
        assertFalse(Files.exists(absent));
        Path text = Files.writeString(work.resolve("text.db"), "not SQLite at all ".repeat(50));
        assertEquals("not-a-database", codeOf(QuiesceLimits.DEFAULT, Listener.NONE, text));
    }

    @Test
    @Needs(Ability.UNWRITABLE_FILES)
    void aFileThatWeCannotWriteIsNeverSaidToBeHeld() throws Exception {
        for (String mode : List.of("delete", "wal")) {
            Path database = TestDatabases.orders(work.resolve(mode + ".db"), mode);
            // Root writes whatever the mode bits say; an immutable file it does not.
            boolean root = "root".equals(System.getProperty("user.name"));
            if (root) {
                assertTrue(isDone("chattr", "+i", database.toString()));
            } else {
                assertTrue(database.toFile().setWritable(false));
            }
            try {
                assertEquals(
                        "database-read-only",
                        codeOf(QuiesceLimits.DEFAULT, Listener.NONE, database),
                        mode);
            } finally {
                if (root) {
                    assertTrue(isDone("chattr", "-i", database.toString()));
                }
            }
        }
    }

    private static boolean isDone(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void theVersionsWithTheWalResetBugAreKnown() {
        for (String bad : List.of("3.7.0", "3.40.1", "3.44.5", "3.50.6", "3.51.2", "?", "")) {
            assertTrue(WalResetBug.affects(bad), bad);
        }
        for (String good : List.of("3.6.23", "3.44.6", "3.50.7", "3.51.3", "3.53.0", "3.54.1")) {
            assertFalse(WalResetBug.affects(good), good);
        }
        assertFalse(WalResetBug.isKnownToBeAbsentFrom(Optional.empty()));
        assertFalse(WalResetBug.isKnownToBeAbsentFrom(Optional.of("3.52.0")));
        assertTrue(WalResetBug.isKnownToBeAbsentFrom(Optional.of("3.51.3")));
        assertTrue(
                WalResetBug.isKnownToBeAbsentFrom(Optional.of(Database.libraryVersion())),
                Database.libraryVersion());
    }
}
