package dev.flysnap.sqlite.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.AppCollation;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.WalFile;
import dev.flysnap.sqlite.WriterMain;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    private static final VerificationRequest FULL =
            new VerificationRequest(CheckDepth.FULL, true, Duration.ofMinutes(1));
    private static final VerificationRequest QUICK =
            new VerificationRequest(CheckDepth.QUICK, false, Duration.ofMinutes(1));

    @TempDir private Path work;

    @Test
    void aRestoredDatabaseIsReadWithItsWal() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path restored;
        try (Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA user_version = 7");
            statement.execute("CREATE TABLE only_in_the_wal(x)");
            restored = TestDatabases.copy(database, work.resolve("restored"));
            TestDatabases.copy(WalFile.beside(database), work.resolve("restored"));
        }
        Verification found = Verification.of(restored, FULL);
        assertTrue(found.isGood(), found::toString);
        DatabaseFacts facts = found.facts().orElseThrow();
        assertEquals(7, facts.userVersion());
        assertEquals("wal", found.journalMode());
        assertEquals(
                "only_in_the_wal",
                TestDatabases.ask(
                        restored, "SELECT name FROM sqlite_schema WHERE name LIKE 'only%'"));
    }

    @Test
    void theSchemaHashIsWhatTheCommandLineSays() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(database, "CREATE INDEX a ON orders(number)");
        String printed =
                "CREATE INDEX a ON orders(number)\n"
                        + WriterMain.TABLE.replace("IF NOT EXISTS ", "")
                        + "\n";
        assertEquals(
                java.util.HexFormat.of()
                        .formatHex(
                                java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(
                                                printed.getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8))),
                Verification.of(database, QUICK).facts().orElseThrow().schemaSha256());
    }

    @Test
    void aDatabaseThatNeedsItsAppIsNotCalledDamaged() throws Exception {
        Path database = AppCollation.database(work.resolve("app.db"));
        FlysnapException e =
                assertThrows(FlysnapException.class, () -> Verification.of(database, QUICK));
        assertEquals("database-needs-its-app", e.problem().code());
        assertTrue(e.problem().why().contains(AppCollation.NAME), e.problem()::why);
        assertEquals(
                List.of(),
                Verification.of(
                                database,
                                new VerificationRequest(
                                        CheckDepth.NONE, false, Duration.ofMinutes(1)))
                        .problems());
    }

    @Test
    void aForeignKeyThatRefersToNoKeyIsToldAsThat() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(
                database,
                "CREATE TABLE lines(a REFERENCES orders(number))",
                "INSERT INTO lines VALUES (1)");
        List<String> problems = Verification.of(database, FULL).problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(
                problems.getFirst().startsWith("foreign keys cannot be checked: "),
                problems::toString);
    }

    @Test
    void damageIsFoundAndListed() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(
                database,
                "CREATE INDEX a ON orders(number)",
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO orders SELECT 1, i, randomblob(100) FROM n\
                """);
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(10L * 4096);
            file.write(new byte[3 * 4096]);
        }
        Verification found = Verification.of(database, FULL);
        assertFalse(found.isGood());
        assertTrue(found.isDamaged());
        assertTrue(found.problems().size() <= VerificationRequest.MAX_PROBLEMS);
        assertFalse(found.problems().contains("ok"));
    }

    @Test
    void onlyTheForeignKeyCheckSeesAnOrphan() throws Exception {
        Path database = work.resolve("app.db");
        TestDatabases.sql(
                database,
                "CREATE TABLE parent(id INTEGER PRIMARY KEY)",
                "CREATE TABLE child(parent INTEGER REFERENCES parent(id))",
                "INSERT INTO child VALUES (9)");
        assertTrue(
                Verification.of(
                                database,
                                new VerificationRequest(
                                        CheckDepth.FULL, false, Duration.ofMinutes(1)))
                        .isGood());
        Verification found = Verification.of(database, FULL);
        assertEquals(1, found.problems().size());
        assertFalse(found.isDamaged());
    }

    @Test
    void anEmptyFileIsNoGoodDatabase() throws Exception {
        Path empty = Files.createFile(work.resolve("app.db"));
        assertFalse(Verification.of(empty, QUICK).isGood(), "never empty where data was meant");
    }

    @Test
    void aCheckThatTakesTooLongIsNoGoodResult() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(
                database,
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
                INSERT INTO orders SELECT 1, i, randomblob(10) FROM n\
                """);
        Verification found =
                Verification.of(
                        database,
                        new VerificationRequest(CheckDepth.FULL, false, Duration.ofNanos(1)));
        assertFalse(found.isGood());
        assertTrue(found.problems().getFirst().contains("not done within"), found::toString);
        assertFalse(found.isDamaged());
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndNothingIsCreated() throws Exception {
        Path absent = work.resolve("absent.db");
        assertEquals("database-absent", codeOf(absent));
        assertFalse(Files.exists(absent));
        assertEquals("database-absent", codeOf(work), "a directory");
        Path text = Files.writeString(work.resolve("text.db"), "this is not a database".repeat(99));
        assertEquals("not-a-database", codeOf(text));
        assertEquals("this is not a database".repeat(99), Files.readString(text));
    }

    @Test
    void anOddNameIsOnlyAName() throws Exception {
        Path odd = work.resolve("a b?mode=memory&x=%41#ü.db");
        Path plain = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(plain, "PRAGMA user_version = 5");
        Files.move(plain, odd);
        assertEquals(5, Verification.of(odd, QUICK).facts().orElseThrow().userVersion());
    }

    private static String codeOf(Path file) {
        return assertThrows(FlysnapException.class, () -> Verification.of(file, QUICK))
                .problem()
                .code();
    }
}
