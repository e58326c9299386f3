package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.Main;
import dev.flysnap.drill.Drill;
import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.drill.DrillSource;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.Expectation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restore with each of the verifiers, in real processes of the simulator. */
@NeedsTool("sqlite3")
@Timeout(180)
class EachVerifierTest {
    private static final String FLYSNAP_IMAGE = "registry.fly.io/shop:flysnap";
    private static final String FOREIGN_KEYS = "SELECT count(*) FROM pragma_foreign_key_check";

    @TempDir private Path directory;
    private Path program;
    private RealShop shop;
    private Connection app;
    private VolumeId volume;

    @BeforeEach
    void start() throws IOException {
        program = Files.createDirectory(directory.resolve("bin")).resolve("flysnap");
        Files.writeString(program, "#!/bin/sh\nexec %s \"$@\"\n".formatted(Load.shell(Main.class)));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        shop = new RealShop(directory, Map.of(FLYSNAP_IMAGE, List.of(program.toString())));
    }

    @AfterEach
    void stop() throws SQLException {
        app.close();
        shop.close();
    }

    private RunContext context() {
        return shop.context(CutPoint.NONE);
    }

    /** A machine whose app has written into the WAL, and a snapshot of its volume. */
    private void shopWithSnapshot(String path, String... statements) throws SQLException {
        volume = shop.volume(1);
        app = TestDatabases.open(shop.data(volume).resolve("app.db"));
        try (Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        MachineId _ = shop.machine(volume, path);
        SnapshotId _ = shop.snapshot();
    }

    private static RestoreRequestBuilder request(Goal goal) {
        return RestoreRequestBuilder.of(RealShop.SHOP, SnapshotChoice.LATEST)
                .goal(goal)
                .checks(
                        new Checks(
                                CheckDepth.FULL,
                                List.of(
                                        Expectation.parse(
                                                "SELECT count(*) FROM orders", ">=", "2"))))
                .timeout(Duration.ofMinutes(1));
    }

    private static final String[] ORDERS = {
        "CREATE TABLE orders (id INTEGER PRIMARY KEY)", "INSERT INTO orders VALUES (1), (2)"
    };

    /** The data is verified before the app starts on it; then the app runs. */
    private void assertRestored(Verifier.Kind kind, RestoreRequestBuilder request)
            throws IOException, SQLException {
        Restore restore = new Restore(context());
        RestorePlan plan = restore.plan(RealShop.nextRun(), request.goal(Goal.VERIFIED).build());
        assertEquals(kind, plan.grounds().verifier().orElseThrow().kind());
        RestoreReport verified = restore.run(plan);
        MachineId machine = verified.machine().orElseThrow();
        Path restored = shop.data(verified.volume());
        assertFalse(Files.exists(restored.resolve("started-" + machine)), "the app has not run");
        Verdict verdict = verified.verdict().orElseThrow();
        Verdict.Found found = verdict.databases().getFirst();
        assertEquals(
                "app.db integrity_check []",
                found.path() + " " + found.check() + " " + found.problems());
        assertEquals(Optional.of(1), found.tables());
        assertEquals("[orders 2]", found.rows().orElseThrow().toString(), "the WAL is recovered");
        assertEquals(Optional.of("2"), verdict.expectations().orElseThrow().getFirst().found());
        RestoreReport inService =
                restore.continueRun(
                        shop.journal().run(plan.run()).orElseThrow(), Optional.of(Goal.CUTOVER));
        assertEquals(machine, inService.machine().orElseThrow());
        shop.awaitApp(verified.volume(), machine);
        assertEquals(
                "2", TestDatabases.ask(restored.resolve("app.db"), "SELECT max(id) FROM orders"));
    }

    @Test
    void byFlysnapOfTheImage() throws Exception {
        shopWithSnapshot(program.getParent() + ":" + System.getenv("PATH"), ORDERS);
        assertRestored(Verifier.Kind.FLYSNAP, request(Goal.VERIFIED));
    }

    @Test
    void byAnImageOfFlysnap() throws Exception {
        shopWithSnapshot(System.getenv("PATH"), ORDERS);
        assertRestored(
                Verifier.Kind.OTHER_IMAGE,
                request(Goal.VERIFIED)
                        .machine(
                                new RestoreRequest.MachineRequest(
                                        Optional.empty(),
                                        Optional.empty(),
                                        MachineFlags.NONE,
                                        Optional.of(FLYSNAP_IMAGE))));
    }

    @Test
    void bySqlite3OfTheImage() throws Exception {
        shopWithSnapshot(System.getenv("PATH"), ORDERS);
        assertRestored(Verifier.Kind.SQLITE3, request(Goal.VERIFIED));
    }

    @Test
    @NeedsTool({"sqlite3", "busybox"})
    void bySqlite3OfAnImageOfBusyBox() throws Exception {
        shopWithSnapshot(MachineWithSqlite.busybox().toString(), ORDERS);
        assertRestored(Verifier.Kind.SQLITE3, request(Goal.VERIFIED));
    }

    @Test
    void byWhatTheNewMachineHasWhereNothingIsKnown() throws Exception {
        shopWithSnapshot(program.getParent() + ":" + System.getenv("PATH"), ORDERS);
        // The image is the same, but no machine and no receipt knows its new name.
        RestoreRequestBuilder named =
                request(Goal.VERIFIED)
                        .machine(
                                new RestoreRequest.MachineRequest(
                                        Optional.empty(),
                                        Optional.of(ImageChoice.parse(RealShop.IMAGE + "-again")),
                                        MachineFlags.NONE,
                                        Optional.empty()));
        Restore restore = new Restore(context());
        RestorePlan plan = restore.plan(RealShop.nextRun(), named.build());
        assertEquals(Verifier.Kind.UNKNOWN, plan.grounds().verifier().orElseThrow().kind());
        Verdict verdict = restore.run(plan).verdict().orElseThrow();
        assertEquals("[orders 2]", verdict.databases().getFirst().rows().orElseThrow().toString());
    }

    @Test
    void anEmptiedDatabaseIsNotPutInServiceByAnyVerifier() throws Exception {
        shopWithSnapshot(
                program.getParent() + ":" + System.getenv("PATH"), "PRAGMA user_version = 7");
        Problem problem = refused(request(Goal.CUTOVER).checks(Checks.DEFAULT));
        assertEquals("restored-data-bad", problem.code());
        assertTrue(problem.why().contains("app.db has no tables"), problem.why());
        RestoreReport accepted =
                new Restore(context())
                        .run(
                                new Restore(context())
                                        .plan(
                                                RealShop.nextRun(),
                                                request(Goal.VERIFIED)
                                                        .checks(
                                                                new Checks(
                                                                        CheckDepth.QUICK,
                                                                        List.of(),
                                                                        Optional.of(true)))
                                                        .build()));
        assertEquals(
                Optional.of(List.of("app.db has no tables")),
                accepted.verdict().orElseThrow().notes());
    }

    @Test
    void aDamagedSnapshotIsToldOnTrialAndTheNextRestoreTakesAnEarlierOne() throws Exception {
        shopWithSnapshot(
                System.getenv("PATH"),
                "CREATE TABLE orders(id INTEGER PRIMARY KEY, number)",
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO orders SELECT i, i FROM n\
                """,
                "PRAGMA wal_checkpoint(TRUNCATE)");
        try (RandomAccessFile file =
                new RandomAccessFile(shop.data(volume).resolve("app.db").toFile(), "rw")) {
            file.seek(10L * 4096);
            file.write(new byte[3 * 4096]);
        }
        SnapshotId damaged = shop.snapshot();
        Restore restore = new Restore(context());
        RestoreReport trial =
                restore.run(
                        restore.plan(RealShop.nextRun(), request(Goal.TRIAL).evenIfBad().build()));
        assertEquals(ExitCode.CHECK_NOT_MET, trial.exitCode());
        assertEquals(Optional.of(damaged), trial.plan().snapshot());
        assertTrue(shop.journal().isKnownToBeBad(damaged));
        assertEquals(List.of(volume), shop.volumes());
        assertEquals(1, shop.fly().machines().list(RealShop.SHOP).size());
        RestoreReport good =
                restore.run(restore.plan(RealShop.nextRun(), request(Goal.VERIFIED).build()));
        assertFalse(good.plan().snapshot().equals(Optional.of(damaged)));
        assertEquals(
                "[orders 20000]",
                good.verdict()
                        .orElseThrow()
                        .databases()
                        .getFirst()
                        .rows()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void aDrillByFlysnapSaysWhatItFoundAndHowOldTheNewestRowIs() throws Exception {
        assertDrilled(program.getParent() + ":" + System.getenv("PATH"), "%d");
    }

    @Test
    void aDrillBySqlite3SaysWhatItFoundAndHowOldTheNewestRowIs() throws Exception {
        assertDrilled(System.getenv("PATH"), "datetime(%d, 'unixepoch')");
    }

    /**
     * @param at the time of an order, as SQL
     */
    private void assertDrilled(String path, String at) throws SQLException {
        Instant newest = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
        shopWithSnapshot(
                path,
                "CREATE TABLE customers (id INTEGER PRIMARY KEY)",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer REFERENCES customers, at)",
                "INSERT INTO orders VALUES (1, 7, %s)"
                        .formatted(at.formatted(newest.getEpochSecond())));
        DrillReport report = drill();
        assertEquals(
                List.of("foreign_key_check of app.db", "newest data at most 1 h old"),
                report.failures().stream().map(DrillCheck::name).toList(),
                report.checks().toString());
        assertEquals(Duration.between(newest, report.at()), report.rpo().orElseThrow().age());
        assertEquals(1, shop.fly().machines().list(RealShop.SHOP).size());
    }

    private DrillReport drill() {
        Drill drill =
                new Drill(context(), Optional.empty(), CopyFiles.NONE, RealShop::nextRun, _ -> 0);
        return drill.run(
                drill.plan(
                        new DrillRequest(
                                RealShop.SHOP,
                                Optional.empty(),
                                new DrillSource.Latest(),
                                List.of(),
                                new Checks(
                                        CheckDepth.QUICK,
                                        List.of(Expectation.parse(FOREIGN_KEYS, "=", "0"))),
                                true,
                                new DrillRequest.Budgets(
                                        Optional.of(Duration.ofMinutes(5)),
                                        Optional.of(Duration.ofHours(1)),
                                        Optional.of(
                                                Expectation.parse(
                                                        "SELECT max(at) FROM orders",
                                                        "!=",
                                                        "null"))),
                                Optional.empty(),
                                Duration.ofMinutes(1))));
    }

    private Problem refused(RestoreRequestBuilder request) {
        Restore restore = new Restore(context());
        RestorePlan plan = restore.plan(RealShop.nextRun(), request.build());
        return assertThrows(FlysnapException.class, () -> restore.run(plan)).problem();
    }
}
