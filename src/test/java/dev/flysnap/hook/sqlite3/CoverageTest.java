package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.snapshot.CreateView;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.Coverage.OnVolume;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What create and doctor say of databases that nobody quiesces, in real processes. */
@NeedsTool({"sqlite3", "find"})
@Timeout(180)
class CoverageTest {
    private static final List<String> MAIN = List.of("main=/data/app.db");

    @TempDir private Path directory;
    private MachineWithSqlite shop;
    private Operator operator;

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory);
        for (String name : List.of("queue", "cable")) {
            shop.sql(name + ".sqlite3", "PRAGMA journal_mode=wal", "CREATE TABLE t(a)");
        }
        Machine _ = shop.idle();
        operator = new Operator(shop, directory);
    }

    @AfterEach
    void stop() throws IOException {
        operator.close();
        shop.close();
    }

    private Receipt created(List<String> databases, List<String> ignored) {
        return operator.created(operator.byExec(databases), databases, ignored);
    }

    private Finding doctor(List<String> databases, List<String> ignored) {
        return Operator.of(operator.doctor(operator.byExec(databases), ignored), "coverage");
    }

    private Connection open(String file) throws SQLException {
        Connection app = shop.connect(file);
        app.createStatement().executeQuery("SELECT count(*) FROM sqlite_schema");
        return app;
    }

    @Test
    void whatNobodyHasOpenIsSaidAndLowersNothing() {
        Receipt receipt = created(MAIN, List.of());
        assertEquals(Grade.SYNCED, receipt.grade());
        String text = new CreateView(receipt).text();
        assertTrue(
                text.contains(
                        "  others    3 more databases lie on this volume, and nobody quiesces them: /data/audit.db, /data/cable.sqlite3, /data/queue.sqlite3"),
                text);
        assertEquals(Finding.Outcome.FINE, doctor(MAIN, List.of()).outcome());
    }

    @Test
    void theGradeIsTheWorstOfWhatAProcessHasOpen() throws Exception {
        try (Connection _ = open("queue.sqlite3")) {
            Receipt receipt = created(MAIN, List.of());
            assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
            assertTrue(
                    receipt.limits().stream()
                            .anyMatch(it ->
                                    it.matches(
                                            "/data/queue.sqlite3 is open by java \\(\\d+\\), and nobody quiesced it\\.")),
                    receipt.limits()::toString);
            List<OnVolume> all = receipt.coverage().orElseThrow().databases();
            assertEquals(4, all.size());
            assertEquals(
                    List.of(Grade.SYNCED),
                    all.stream().filter(OnVolume::quiesced).map(OnVolume::grade).toList());
            Json.Obj json = new CreateView(receipt).json();
            assertEquals(4, json.object("coverage").orElseThrow().objects("databases").size());
            Finding wrong = doctor(MAIN, List.of());
            assertEquals(Finding.Outcome.WRONG, wrong.outcome());
            assertTrue(wrong.seen().contains("has /data/queue.sqlite3 open"), wrong.seen());
        }
    }

    @Test
    void allOfThemQuiescedOrIgnoredIsAsGoodAsItGets() throws Exception {
        try (Connection _ = open("queue.sqlite3");
                Connection _ = open("cable.sqlite3")) {
            assertEquals(
                    Grade.SYNCED,
                    created(
                                    List.of("main=/data/app.db", "q=/data/queue.sqlite3"),
                                    List.of("cable.*", "/data/audit*"))
                            .grade());
            assertTrue(
                    doctor(
                                    List.of("main=/data/app.db", "q=/data/queue.sqlite3"),
                                    List.of("c?ble.*", "/data/audit.db"))
                            .seen()
                            .equals("every database on the volume is quiesced"));
        }
    }

    @Test
    void aLargeWalThatAReaderPinsIsToldWithWhoHasItOpen() throws Exception {
        try (Connection reader = shop.connect("app.db")) {
            reader.setAutoCommit(false);
            try (var _ = reader.createStatement().executeQuery("SELECT * FROM orders")) {
                shop.sql("app.db", "INSERT INTO orders VALUES (1)");
                // SQLite reads no further than the last commit.
                try (RandomAccessFile wal =
                        new RandomAccessFile(shop.data.resolve("app.db-wal").toFile(), "rw")) {
                    wal.setLength(257L << 20);
                }
                Receipt receipt = created(MAIN, List.of());
                assertEquals(Grade.SYNCED, receipt.grade());
                String warning =
                        receipt.warnings().stream()
                                .filter(it -> it.startsWith("The WAL of /data/app.db has 257 MB"))
                                .findFirst()
                                .orElseThrow();
                assertTrue(
                        warning.endsWith(
                                "probably in java (%d).".formatted(ProcessHandle.current().pid())),
                        warning);
                Finding finding = doctor(MAIN, List.of());
                assertEquals(Finding.Outcome.TO_DO, finding.outcome());
                assertEquals(warning, finding.seen());
            }
        }
    }

    @Test
    void twoThousandTenantsAreOneSentence() throws Exception {
        Path tenants = Files.createDirectories(shop.data.resolve("tenants"));
        for (int i = 0; i < 2000; i++) {
            Path _ = Files.copy(shop.data.resolve("audit.db"), tenants.resolve("t" + i));
        }
        String said = doctor(MAIN, List.of()).seen();
        assertTrue(said.startsWith("2003 more databases lie on this volume"), said);
        assertTrue(said.length() < 400, said);
    }
}
