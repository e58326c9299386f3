package dev.flysnap.restore.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.TableRows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the verifier says of real databases on a restored volume. */
class VolumeCheckTest {
    @TempDir private Path volume;
    @TempDir private Path elsewhere;

    @BeforeEach
    void aVolumeAsASnapshotHoldsIt() throws SQLException, IOException {
        Path live = elsewhere.resolve("app.db");
        Files.createDirectories(volume.resolve("tenants"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA user_version=7");
            statement.execute("CREATE TABLE t(a UNIQUE, b)");
            statement.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)"
                            + " INSERT INTO t SELECT i, hex(randomblob(50)) FROM n");
            // As a power cut leaves it: what counts is in the WAL still.
            for (String suffix : List.of("", "-wal")) {
                Files.copy(
                        live.resolveSibling("app.db" + suffix),
                        volume.resolve("tenants/app.db" + suffix),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(volume.resolve("notes.db"), "this is no database");
    }

    @Test
    void databasesAreFoundByWhatTheyAreAndRecoverTheirWal() {
        Verdict verdict = check(CheckDepth.QUICK);
        assertEquals(
                List.of("tenants/app.db"),
                verdict.databases().stream().map(Verdict.Found::path).toList());
        assertEquals(7, verdict.databases().getFirst().userVersion());
        assertTrue(verdict.databases().getFirst().pageCount() > 20);
        assertTrue(
                verdict.comparedWith(List.of(expected("/data/tenants/app.db", 7))).isFitForUse());
    }

    @Test
    void aDatabaseOfTheReceiptThatIsNotThereIsMissed() {
        Verdict verdict =
                check(CheckDepth.QUICK).comparedWith(List.of(expected("/data/other.db", 7)));
        assertFalse(verdict.isFitForUse());
        assertTrue(
                verdict.problems().getFirst().contains("/data/other.db"),
                verdict.problems().toString());
    }

    @Test
    void anotherUserVersionIsNotTheSameDatabase() {
        assertFalse(
                check(CheckDepth.QUICK)
                        .comparedWith(List.of(expected("/data/tenants/app.db", 8)))
                        .isFitForUse());
    }

    @Test
    void whereWritersWereOffItHasThePagesAndTheRowsOfTheReceipt() {
        Verdict found = check(CheckDepth.QUICK);
        Verdict.Found database = found.databases().getFirst();
        long pages = database.pageCount();
        assertEquals(Optional.of(List.of(rows(2000))), database.rows());
        assertTrue(found.comparedWith(List.of(counted(pages, 2000))).isFitForUse());
        List<ExpectedDatabase> other = List.of(counted(pages + 1, 2001));
        assertEquals(
                List.of(
                        "tenants/app.db has %d pages, the receipt says %d"
                                .formatted(pages, pages + 1),
                        "tenants/app.db has 2000 rows in t, the receipt says 2001 rows"),
                found.comparedWith(other).problems());
        assertTrue(
                found.comparedWith(other.stream().map(ExpectedDatabase::allowingChanges).toList())
                        .isFitForUse());
        assertTrue(
                found.comparedWith(other.stream().map(ExpectedDatabase::withoutCounts).toList())
                        .isFitForUse(),
                "an app writes its last rows when it is stopped");
    }

    private static ExpectedDatabase counted(long pages, long rows) {
        return new ExpectedDatabase(
                "app",
                "/data/tenants/app.db",
                Optional.of(7L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(pages),
                Optional.of(4096L),
                Optional.empty(),
                Optional.of(List.of(rows(rows))));
    }

    private static TableRows rows(long rows) {
        return new TableRows("t", rows, Optional.empty());
    }

    @Test
    void whereWritersWentOnAnotherUserVersionIsToldAndNoReasonAgainstIt() {
        Verdict verdict =
                check(CheckDepth.NONE)
                        .comparedWith(
                                List.of(expected("/data/tenants/app.db", 8).allowingChanges()));
        assertTrue(verdict.isFitForUse());
        assertEquals(
                Optional.of(
                        List.of(
                                "tenants/app.db has user_version 7, the receipt says 8: writers continued before the snapshot was taken")),
                verdict.notes());
        assertEquals(Optional.empty(), check(CheckDepth.NONE).comparedWith(List.of()).notes());
    }

    @Test
    void anotherSchemaIsNotTheSameDatabase() {
        Verdict verdict = check(CheckDepth.QUICK);
        Optional<String> schema = verdict.databases().getFirst().schemaSha256();
        assertTrue(schema.isPresent());
        ExpectedDatabase same =
                new ExpectedDatabase(
                        "app",
                        "/data/tenants/app.db",
                        Optional.of(7L),
                        schema,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        ExpectedDatabase other =
                new ExpectedDatabase(
                        "app",
                        "/data/tenants/app.db",
                        Optional.of(7L),
                        Optional.of("0".repeat(64)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertTrue(verdict.comparedWith(List.of(same)).isFitForUse());
        assertTrue(
                verdict.comparedWith(List.of(other)).problems().getFirst().contains("schema"),
                "the receipt says another one");
    }

    @Test
    void aDamagedDatabaseIsNotFitForUse() throws IOException, SQLException {
        Path database = volume.resolve("tenants/app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(4096 * 5);
            file.write(new byte[4096 * 4]);
        }
        Verdict verdict = check(CheckDepth.FULL).comparedWith(List.of());
        assertFalse(verdict.isFitForUse(), verdict.toString());
    }

    @Test
    void anEmptyVolumeIsNotWhatWasMeant() throws IOException {
        Files.delete(volume.resolve("tenants/app.db"));
        assertFalse(check(CheckDepth.NONE).comparedWith(List.of()).isFitForUse());
    }

    @Test
    void queriesAreAskedOfTheRecoveredDataAndCannotChangeIt() {
        Verdict met = expecting("SELECT count(*) FROM t", ">=", "2000");
        assertTrue(met.isFitForUse(), met.toString());
        assertEquals(Optional.of("2000"), met.expectations().orElseThrow().getFirst().found());
        Verdict fewer = expecting("SELECT count(*) FROM t", ">", "2000");
        assertEquals(List.of(), fewer.problems(), "the data itself is good");
        assertTrue(fewer.unfitBecause().getFirst().contains("found 2000"), fewer.toString());
        for (String useless :
                List.of(
                        "SELECT * FROM nowhere",
                        "SELECT a, b FROM t",
                        "SELECT a FROM t",
                        "SELECT a FROM t WHERE 0",
                        "WITH x AS (SELECT 1) INSERT INTO t SELECT 5000, 1",
                        "other.db: SELECT 1")) {
            assertFalse(expecting(useless, "=", "1").isFitForUse(), useless);
        }
        assertTrue(expecting("tenants/app.db: SELECT count(*) FROM t", "=", "2000").isFitForUse());
    }

    @Test
    void aDatabaseWithoutItsFirstPageIsNoMissingOne() throws IOException {
        secondDatabase();
        Path database = volume.resolve("tenants/app.db");
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.write(new byte[4096]);
        }
        assertProblem(
                "tenants/app.db has no database header any more, but app.db-wal is beside it");
        Files.delete(volume.resolve("tenants/app.db-wal"));
        assertProblem("tenants/app.db is called like a database, and begins with zeros");
    }

    @Test
    void aDatabaseThatIsEmptyOrGoneBesideItsWalIsAProblem() throws IOException {
        secondDatabase();
        Path database = volume.resolve("tenants/app.db");
        Files.write(database, new byte[0]);
        assertProblem(
                "tenants/app.db has no database header any more, but app.db-wal is beside it");
        Files.delete(database);
        assertProblem("tenants/app.db-wal is there, but its database app.db is not");
    }

    @Test
    void whatFlysnapItselfWasMakingIsNoDatabaseOfTheApp() throws IOException {
        byte[] app = Files.readAllBytes(volume.resolve("tenants/app.db"));
        byte[] half = Arrays.copyOf(app, app.length / 2);
        Path copies = Files.createDirectories(volume.resolve("tenants/.flysnap-agent-copies"));
        Files.write(copies.resolve("copy.db"), new byte[64 << 10]);
        Files.write(volume.resolve(".flysnap-copy-1-2"), half);
        Files.write(volume.resolve("tenants/app.db.incoming-run_aaaaaaaaaa"), half);
        Path old = volume.resolve("tenants/app.db.before-run_bbbbbbbbbb");
        Files.write(old, half);
        Files.copy(
                volume.resolve("tenants/app.db-wal"),
                volume.resolve("tenants/app.db.before-run_bbbbbbbbbb-wal"));
        assertFitWithTheAppsAlone(check(CheckDepth.FULL).comparedWith(List.of()));
        Files.write(old, new byte[64 << 10]);
        assertFitWithTheAppsAlone(check(CheckDepth.FULL).comparedWith(List.of()));
    }

    private static void assertFitWithTheAppsAlone(Verdict verdict) {
        assertTrue(verdict.isFitForUse(), verdict.toString());
        assertEquals(
                List.of("tenants/app.db"),
                verdict.databases().stream().map(Verdict.Found::path).toList());
    }

    @Test
    void whatComesBackWhereAReplacementWasNotDoneIsChecked() throws IOException {
        Files.write(volume.resolve("app.db.before-run_bbbbbbbbbb"), new byte[64 << 10]);
        Files.copy(
                volume.resolve("tenants/app.db-wal"),
                volume.resolve("app.db.before-run_bbbbbbbbbb-wal"));
        // It lies beside the first database of several.
        Files.writeString(volume.resolve("tenants/.flysnap-replacing"), "{}");
        assertProblem(
                "app.db.before-run_bbbbbbbbbb has no database header any more, but app.db.before-run_bbbbbbbbbb-wal is beside it");
    }

    @Test
    void aDatabaseThatSomebodyElsePutAsideIsChecked() throws IOException {
        Files.copy(volume.resolve("tenants/app.db"), volume.resolve("app.db.before-upgrade"));
        assertEquals(2, check(CheckDepth.NONE).databases().size());
    }

    @Test
    void filesThatOnlySoundLikeADatabasesAreNone() throws IOException {
        Files.writeString(volume.resolve("daily-journal"), "dear diary");
        Files.writeString(volume.resolve("notes.db-wal"), "no such thing");
        Files.write(volume.resolve("empty.db"), new byte[0]);
        assertEquals(List.of(), check(CheckDepth.QUICK).problems());
    }

    @Test
    void whatLiesTooDeepOrIsTooMuchIsSaidNotToBeLookedAt() throws IOException {
        secondDatabase();
        Path deep = volume;
        for (int level = 0; level < VolumeScan.MAX_DEPTH; level++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        assertEquals(List.of(), check(CheckDepth.NONE).problems(), "an empty one hides nothing");
        Files.writeString(deep.resolve("file"), "unseen");
        assertProblem("d lies 16 levels deep, and what is in it was not looked at");

        VolumeScan scan = VolumeScan.of(volume, 1);
        assertEquals(1, scan.databases().size());
        assertTrue(
                scan.problems()
                        .contains(
                                "there are more than 1 databases, and the rest was not looked at"),
                scan.problems().toString());
    }

    @Test
    void aDatabaseIsFoundWhereItsMountHadItNotByItsNameAlone() throws IOException {
        Files.copy(volume.resolve("tenants/app.db"), volume.resolve("app.db"));
        Files.delete(volume.resolve("tenants/app.db"));
        Files.delete(volume.resolve("tenants/app.db-wal"));
        ExpectedDatabase wanted = expected("/data/tenants/app.db", 7).withoutContent();
        Verdict verdict = check(CheckDepth.NONE);
        assertFalse(
                verdict.comparedWith(List.of(wanted.mountedAt(Optional.of("/data"))))
                        .isFitForUse());
        assertTrue(
                verdict.comparedWith(
                                List.of(
                                        expected("/data/app.db", 7)
                                                .withoutContent()
                                                .mountedAt(Optional.of("/data/"))),
                                // Its tables were in the WAL, which is gone.
                                true)
                        .isFitForUse());
    }

    @Test
    void aDatabaseWithoutTablesIsNotFitForUseUnlessThatIsAccepted() throws SQLException {
        TestDatabases.sql(volume.resolve("empty.db"), "PRAGMA user_version = 1");
        Verdict verdict = check(CheckDepth.FULL);
        assertTrue(verdict.isFitForUse(), "SQLite finds nothing wrong with it");
        Verdict refused = verdict.comparedWith(List.of());
        assertEquals(
                List.of("empty.db has no tables (--allow-empty accepts that)"), refused.problems());
        Verdict accepted = verdict.comparedWith(List.of(), true);
        assertTrue(accepted.isFitForUse());
        assertEquals(Optional.of(List.of("empty.db has no tables")), accepted.notes());
        ExpectedDatabase asThen = sized("/data/empty.db", 1, Optional.empty());
        assertTrue(
                verdict.comparedWith(List.of(asThen)).isFitForUse(),
                "the receipt says that it was as empty then");
    }

    @Test
    void theVerdictSaysHowManyTablesAndRowsThereAre() throws SQLException {
        Path file = volume.resolve("shop.db");
        TestDatabases.sql(
                file,
                "CREATE TABLE \"odd \"\"name\"(id INTEGER PRIMARY KEY)",
                "INSERT INTO \"odd \"\"name\" WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n LIMIT 100001) SELECT i FROM n",
                "CREATE TABLE few(id INTEGER PRIMARY KEY AUTOINCREMENT)",
                "INSERT INTO few VALUES (1), (2)");
        Verdict.Found found =
                check(CheckDepth.QUICK).databases().stream()
                        .filter(it -> it.path().equals("shop.db"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(Optional.of(2), found.tables());
        assertEquals("[odd \"name over 100000, few 2]", found.rows().orElseThrow().toString());
    }

    @Test
    void aDatabaseThatIsMuchSmallerThanBeforeIsNotFitForUseUnlessThatIsAccepted() {
        Verdict verdict = check(CheckDepth.QUICK);
        long pages = verdict.databases().getFirst().pageCount();
        assertTrue(
                verdict.comparedWith(
                                List.of(sized("/data/tenants/app.db", pages * 9, Optional.empty())))
                        .isFitForUse());
        SnapshotId earlier = new SnapshotId("vs_earlier");
        List<ExpectedDatabase> large =
                List.of(sized("/data/tenants/app.db", 5000, Optional.of(earlier)));
        assertEquals(
                List.of(
                        "tenants/app.db has %d pages, and had 5000 at the snapshot vs_earlier (--allow-empty accepts that)"
                                .formatted(pages)),
                verdict.comparedWith(large).problems());
        assertTrue(verdict.comparedWith(large, true).isFitForUse());
    }

    private static ExpectedDatabase sized(String path, long pages, Optional<SnapshotId> at) {
        return new ExpectedDatabase(
                "app",
                path,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at,
                Optional.empty(),
                Optional.of(pages),
                Optional.of(4096L),
                at);
    }

    private void secondDatabase() throws IOException {
        Files.copy(volume.resolve("tenants/app.db"), volume.resolve("other.db"));
        Files.copy(volume.resolve("tenants/app.db-wal"), volume.resolve("other.db-wal"));
    }

    private void assertProblem(String end) {
        Verdict verdict = check(CheckDepth.QUICK).comparedWith(List.of());
        assertTrue(
                verdict.problems().stream().anyMatch(it -> it.endsWith(end)),
                verdict.problems().toString());
    }

    private Verdict expecting(String sql, String operator, String value) {
        return new VolumeCheck(
                        volume, CheckDepth.QUICK, List.of(Expectation.parse(sql, operator, value)))
                .verdict();
    }

    private Verdict check(CheckDepth level) {
        return new VolumeCheck(volume, level, List.of()).verdict();
    }

    private static ExpectedDatabase expected(String path, long userVersion) {
        return new ExpectedDatabase(
                "app",
                path,
                Optional.of(userVersion),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
