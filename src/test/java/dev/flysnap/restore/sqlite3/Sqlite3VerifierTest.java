package dev.flysnap.restore.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.restore.verify.VolumeCheck;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.Expectation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script with a real sh and a real sqlite3; flysnap's own verifier says what is right. */
@NeedsTool("sqlite3")
@Timeout(180)
class Sqlite3VerifierTest {
    private static final RunId RUN = new RunId("run_sqlite3tst");

    @TempDir private Path directory;
    private Path volume;
    private final String machine = "test" + ProcessHandle.current().pid();
    private int calls;
    private String before = "";

    private Path state() {
        return Path.of("/tmp/flysnap-verify-" + RUN + "-" + machine);
    }

    /** Whose sh and tools the machine has. */
    String path() throws IOException {
        return System.getenv("PATH");
    }

    @BeforeEach
    void aVolume() throws IOException, SQLException {
        removeState();
        volume = Files.createDirectories(directory.resolve("data"));
        Path folder = Files.createDirectories(volume.resolve("some tenants"));
        Path made = directory.resolve("made.db");
        // The tables and the rows are in the WAL only, as after a power cut.
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + made);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA user_version = 7");
            statement.execute("CREATE TABLE \"odd \"\" name\"(id INTEGER PRIMARY KEY, x TEXT)");
            statement.execute("INSERT INTO \"odd \"\" name\" VALUES (1, 'é€'), (2, NULL)");
            statement.execute("CREATE INDEX by_x ON \"odd \"\" name\"(x)");
            Files.copy(made, folder.resolve("app's.db"));
            Files.copy(Path.of(made + "-wal"), folder.resolve("app's.db-wal"));
        }
        Files.writeString(volume.resolve("readme.txt"), "no database");
    }

    @AfterEach
    void removeState() throws IOException {
        Path state = state();
        if (Files.isDirectory(state)) {
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** As exec does: no shell but the one that is named sees the arguments. */
    private String exec(List<String> command) {
        try {
            String output;
            do {
                calls++;
                ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
                builder.environment().put("PATH", before + path());
                builder.environment().put("FLY_MACHINE_ID", machine);
                Path program = Path.of(firstOnPath(command.getFirst()));
                builder.command().set(0, program.toString());
                Path out = directory.resolve("out");
                Path err = directory.resolve("err");
                Process process =
                        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                process.getOutputStream().close();
                assertTrue(process.waitFor(25, TimeUnit.SECONDS), "a call is short");
                output = Files.readString(out);
                assertEquals(0, process.exitValue(), () -> "it said: " + read(err));
            } while (Sqlite3Verifier.isRunning(output));
            assertEquals(Optional.empty(), Sqlite3Verifier.failure(output));
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String firstOnPath(String program) throws IOException {
        for (String folder : path().split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return folder + "/" + program;
            }
        }
        throw new IOException("no " + program);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Verdict verdict(CheckDepth level, Expectation... expectations) {
        return new Sqlite3Verifier(RUN, this::exec)
                .verdict(new Checks(level, List.of(expectations)), volume.toString());
    }

    private Verdict byFlysnap(CheckDepth level, Expectation... expectations) {
        return new VolumeCheck(volume, level, List.of(expectations)).verdict();
    }

    @Test
    void itSaysWhatFlysnapsOwnVerifierSays() throws IOException, SQLException {
        TestDatabases.sql(volume.resolve("empty.db"), "PRAGMA user_version = -3");
        TestDatabases.sql(
                volume.resolve("wide.db"),
                "PRAGMA encoding = 'UTF-16le'",
                "PRAGMA page_size = 8192",
                "CREATE TABLE wörter(w)",
                "CREATE VIEW all_of_them AS SELECT * FROM wörter");
        for (CheckDepth level : CheckDepth.values()) {
            Verdict found = verdict(level);
            Verdict expected = byFlysnap(level);
            assertEquals(withoutSchemas(expected), withoutSchemas(found), "at " + level);
            assertEquals(
                    List.of(true, true, false),
                    found.databases().stream().map(it -> it.schemaSha256().isPresent()).toList(),
                    "of UTF-16 there is no hash");
            assertEquals(
                    expected.databases().getFirst().schemaSha256(),
                    found.databases().getFirst().schemaSha256());
            removeState();
        }
        assertFalse(
                Files.exists(volume.resolve("some tenants/app's.db-wal")), "the WAL is recovered");
    }

    private static List<String> withoutSchemas(Verdict verdict) {
        return verdict.databases().stream()
                .map(it ->
                        "%s %s %d %d %d %s %s %s %s"
                                .formatted(
                                        it.path(),
                                        it.check(),
                                        it.bytes() > 0 ? 1 : 0,
                                        it.pageCount(),
                                        it.userVersion(),
                                        it.problems(),
                                        it.pageBytes(),
                                        it.tables(),
                                        it.rows()))
                .toList();
    }

    @Test
    void whatIsLeftOfADatabaseIsNamedAsFlysnapNamesIt() throws IOException {
        Path app = volume.resolve("some tenants/app's.db");
        Files.copy(app.resolveSibling("app's.db-wal"), volume.resolve("gone.db-wal"));
        Files.write(volume.resolve("zeros.sqlite3"), new byte[4096]);
        Files.copy(app.resolveSibling("app's.db-wal"), volume.resolve("lost-wal"));
        Files.writeString(volume.resolve("lost"), "overwritten");
        Verdict found = verdict(CheckDepth.QUICK);
        assertEquals(
                byFlysnap(CheckDepth.QUICK).problems().stream().sorted().toList(),
                found.problems().stream().sorted().toList());
        assertEquals(3, found.problems().size(), found.problems().toString());
    }

    @Test
    void whatFlysnapItselfWasMakingIsNoDatabaseOfTheApp() throws IOException {
        Path app = volume.resolve("some tenants/app's.db");
        byte[] half = Arrays.copyOf(Files.readAllBytes(app), 2048);
        Path copies = Files.createDirectories(app.resolveSibling(".flysnap-agent-copies"));
        Files.write(copies.resolve("copy.db"), new byte[64 << 10]);
        Files.write(volume.resolve(".flysnap-copy-1-2"), half);
        Files.write(app.resolveSibling("app's.db.incoming-run_aaaaaaaaaa"), half);
        Files.write(app.resolveSibling("app's.db.before-run_bbbbbbbbbb"), half);
        Verdict found = verdict(CheckDepth.QUICK);
        assertTrue(found.isFitForUse(), found.toString());
        assertEquals(
                List.of("some tenants/app's.db"),
                found.databases().stream().map(Verdict.Found::path).toList());
        removeState();
        // The replacement was not done: the old one comes back.
        Files.writeString(volume.resolve(".flysnap-replacing"), "{}");
        assertEquals(
                List.of("some tenants/app's.db", "some tenants/app's.db.before-run_bbbbbbbbbb"),
                verdict(CheckDepth.QUICK).databases().stream().map(Verdict.Found::path).toList());
    }

    @Test
    void damageIsFound() throws IOException, SQLException {
        Path app = volume.resolve("some tenants/app's.db");
        TestDatabases.sql(app, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = delete");
        long size = Files.size(app);
        try (RandomAccessFile file = new RandomAccessFile(app.toFile(), "rw")) {
            // The page of the index.
            file.seek(size - 4096 + 8);
            file.write("damaged".getBytes(StandardCharsets.UTF_8));
        }
        Verdict.Found found = verdict(CheckDepth.FULL).databases().getFirst();
        assertFalse(found.problems().isEmpty());
        assertEquals(Optional.empty(), found.rows());
        removeState();
        Files.write(volume.resolve("cut.db"), Arrays.copyOf(Files.readAllBytes(app), 3000));
        Verdict.Found cut = verdict(CheckDepth.QUICK).databases().getFirst();
        assertEquals("cut.db", cut.path());
        assertFalse(cut.problems().isEmpty());
    }

    @Test
    void expectedValuesComeBackAsTheyAre() throws IOException {
        String database = "\"odd \"\" name\"";
        Expectation[] asked = {
            Expectation.parse("SELECT count(*) FROM " + database, "=", "2"),
            Expectation.parse("SELECT x FROM " + database + " WHERE id = 1", "=", "é€"),
            Expectation.parse("SELECT x FROM " + database + " WHERE id = 2", "=", "null"),
            Expectation.parse("VALUES ('a' || char(10) || '''\"$(id)`id`') -- really", "!=", ""),
            Expectation.parse("WITH n(i) AS (VALUES (1.5)) SELECT i FROM n", "<", "2"),
            Expectation.parse("SELECT 1 WHERE 0", "=", "1"),
            Expectation.parse("SELECT id FROM " + database, "=", "1"),
            Expectation.parse("SELECT 1, 2", "=", "1"),
            Expectation.parse("SELECT nothing FROM nowhere", "=", "1")
        };
        Verdict found = verdict(CheckDepth.QUICK, asked);
        Verdict expected = byFlysnap(CheckDepth.QUICK, asked);
        assertEquals(values(expected), values(found));
        assertEquals(
                List.of(true, true, true, true, true, false, false, false, false),
                found.expectations().orElseThrow().stream().map(Expectation.Result::met).toList());
        assertEquals(List.of(), found.problems(), "the data itself is good");
        List<String> unfit = found.unfitBecause();
        assertEquals(4, unfit.size(), unfit.toString());
        assertTrue(unfit.get(0).contains("gives no row"), unfit.toString());
        assertTrue(unfit.get(1).contains("more than one row"));
    }

    private static List<Optional<String>> values(Verdict verdict) {
        return verdict.expectations().orElseThrow().stream()
                .map(Expectation.Result::found)
                .toList();
    }

    @Test
    void noQueryChangesAnything() throws IOException {
        Path touched = directory.resolve("touched");
        String database = "\"odd \"\" name\"";
        for (String sql :
                List.of(
                        "SELECT 1; DELETE FROM " + database,
                        "SELECT 1); DELETE FROM " + database + "; SELECT (1",
                        "SELECT 1);\n.shell touch '" + touched + "'\nSELECT (1",
                        "SELECT 1\n.shell touch '" + touched + "'",
                        "SELECT writefile('" + touched + "', 'x')",
                        "SELECT 1 FROM (SELECT load_extension('" + touched + "'))",
                        "SELECT '$(touch " + touched + ")`touch " + touched + "`' AS a, 1")) {
            assertFalse(
                    verdict(CheckDepth.NONE, Expectation.parse(sql, "=", "1")).isFitForUse(), sql);
        }
        assertFalse(Files.exists(touched));
        assertEquals(
                Optional.of(2L),
                verdict(CheckDepth.NONE).databases().getFirst().rows().orElseThrow().stream()
                        .map(it -> it.rows())
                        .findFirst());
    }

    @Test
    void askingAgainReadsWhatIsThere() throws IOException {
        Verdict first = verdict(CheckDepth.QUICK);
        dropDatabase();
        assertEquals(first, verdict(CheckDepth.QUICK), "the check did not run again");
        try (Stream<Path> files = Files.list(state())) {
            assertEquals(
                    1,
                    files.filter(it -> it.getFileName().toString().startsWith("verdict.")).count());
        }
    }

    private void dropDatabase() throws IOException {
        Files.delete(volume.resolve("some tenants/app's.db"));
    }

    /** Safe mode came with 3.37. */
    @Test
    void anOlderSqlite3WritesNoFileEither() throws IOException {
        ownSqlite3("case \" $* \" in *' -safe '*) exit 1 ;; esac");
        Path touched = directory.resolve("touched");
        Verdict found =
                verdict(
                        CheckDepth.NONE,
                        Expectation.parse("SELECT WriteFile('" + touched + "', 'x')", "=", "1"),
                        Expectation.parse("SELECT 1; DELETE FROM t", "=", "1"),
                        Expectation.parse("SELECT 1", "=", "1"));
        List<String> unfit = found.unfitBecause();
        assertEquals(2, unfit.size(), unfit.toString());
        assertTrue(unfit.getFirst().contains("3.37"), unfit.toString());
        assertFalse(Files.exists(touched));
    }

    @Test
    void aWorkerThatIsKilledIsStartedAgain() throws IOException {
        ownSqlite3("[ -e '%1$s/killed' ] || { : >'%1$s/killed'; kill -9 $PPID; exit 1; }");
        assertEquals(1, verdict(CheckDepth.QUICK).databases().size());
        assertTrue(Files.exists(directory.resolve("killed")));
    }

    @Test
    void aWorkerThatIsKilledEachTimeIsGivenUp() throws IOException {
        ownSqlite3("kill -9 $PPID; exit 1");
        AssertionError failed = assertThrows(AssertionError.class, () -> verdict(CheckDepth.QUICK));
        assertTrue(
                String.valueOf(failed.getMessage()).contains("worker-ended"), failed.getMessage());
    }

    /** In place of the real one, which it then runs; the parent is the worker. */
    private void ownSqlite3(String first) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path program = bin.resolve("sqlite3");
        Files.writeString(
                program,
                "#!/bin/sh\n%s\nexec '%s' \"$@\"\n"
                        .formatted(first.formatted(directory), firstOnPath("sqlite3")));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        before = bin + ":";
    }

    @Test
    void aVerdictOfManyDatabasesIsReadInParts() throws IOException, SQLException {
        Path one = directory.resolve("one.db");
        TestDatabases.sql(one, "CREATE TABLE t(x)");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Files.copy(one, volume.resolve("tenant-%02d.db".formatted(i)));
            names.add("tenant-%02d.db".formatted(i));
        }
        calls = 0;
        assertEquals(
                names,
                verdict(CheckDepth.QUICK).databases().stream()
                        .map(Verdict.Found::path)
                        .filter(it -> it.startsWith("tenant"))
                        .toList());
        assertTrue(calls > 2, calls + " calls");
    }
}
