package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Needed;
import dev.flysnap.NeedsTool;
import dev.flysnap.cli.restore.RestorePlanView;
import dev.flysnap.cli.restore.RestoreView;
import dev.flysnap.cli.snapshot.CreateView;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.hook.look.LitestreamSetup;
import dev.flysnap.hook.look.ReplicaLook;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An app whose machine runs the real Litestream, which replicates to a directory. */
@NeedsTool({"litestream", "sqlite3"})
@Timeout(240)
class LitestreamBesideTest {
    private static final List<String> MAIN = List.of("main=/data/app.db");

    @TempDir private Path directory;
    private MachineWithSqlite shop;
    private Operator operator;
    private Path config;
    private Path replica;
    private Machine machine;

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory);
        operator = new Operator(shop, directory);
        replica = directory.resolve("replica");
        // The variable is the machine's: a restored one has its volume elsewhere.
        config =
                Files.writeString(
                        directory.resolve("litestream.yml"),
                        """
                        secret-access-key: hidden
                        dbs:
                          - path: ${DATABASE_PATH} # of the app
                            replica:
                              type: file
                              path: "%s"
                              sync-interval: 200ms
                        """
                                .formatted(replica));
        shop.sql("app.db", "CREATE TABLE story(what)", "INSERT INTO story VALUES ('before')");
        machine =
                shop.machine(
                        List.of(
                                Needed.program("litestream").toString(),
                                "replicate",
                                "-config",
                                config.toString()),
                        Json.Obj.empty().with("DATABASE_PATH", "/data/app.db"));
        await(() -> newest().isPresent());
    }

    @AfterEach
    void stop() throws IOException {
        operator.close();
        shop.close();
    }

    private void await(BooleanSupplier condition) {
        for (int i = 0; i < 300 && !condition.getAsBoolean(); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(200));
        }
        assertTrue(condition.getAsBoolean(), () -> "in time: " + newest());
    }

    /** Asked on this computer: Fly lets a command run in a machine only so often. */
    private Optional<Instant> newest() {
        try {
            return Optional.of(
                    new Litestream(System.getenv("PATH"), new Interruption())
                            .look(ReplicaAddress.parse("litestream:file://" + replica))
                            .writtenAt());
        } catch (FlysnapException notYet) {
            return Optional.empty();
        }
    }

    private LitestreamSetup look() {
        return new ReplicaLook(shop.fly.machines())
                .into(MachineWithSqlite.SHOP, machine, Optional.empty());
    }

    /** What the replica gives at present. */
    private String restored(String file, String sql, String... options) throws Exception {
        Path restored = directory.resolve(file);
        List<String> command =
                new ArrayList<>(List.of(Needed.program("litestream").toString(), "restore"));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", restored.toString(), "file://" + replica));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return TestDatabases.ask(restored, sql);
    }

    @Test
    void doctorAndCreateNameItAndAnOlderSnapshotAfterACutoverIsWhatItGoesOnWith() throws Exception {
        LitestreamSetup setup = look();
        assertTrue(setup.isRunning());
        assertEquals(Optional.of(config.toString()), setup.config());
        assertEquals(1, setup.replicated().size(), setup::toString);
        assertEquals("file://" + replica, setup.replicated().getFirst().place());
        Instant newest = setup.replicated().getFirst().newestAt().orElseThrow();
        assertTrue(newest.isAfter(Instant.now().minusSeconds(60)), newest::toString);

        Finding finding =
                Operator.of(operator.doctor(operator.byExec(MAIN), List.of()), "litestream");
        assertEquals(Finding.Outcome.FINE, finding.outcome());
        assertTrue(
                finding.seen()
                        .matches("replicates \\S+/app.db to file://\\S+, newest transaction of .*"),
                finding.seen());

        Receipt receipt = operator.created(operator.byExec(MAIN), MAIN, List.of());
        String created = new CreateView(receipt).text();
        assertTrue(created.contains("\n  replica   Litestream replicates "), created);
        assertTrue(created.contains(" to file://" + replica), created);

        Instant newer = receipt.times().createdAt().orElseThrow().plusSeconds(2);
        await(() -> isNewerThan(newer));
        Instant lost = newest().orElseThrow().plusSeconds(1);
        RestorePlan plan = operator.cutoverTo(receipt.snapshot());
        String planned = RestorePlanView.of(plan).text();
        assertTrue(
                planned.matches(
                        "(?s).*\n  replica   Litestream replicates \\S+ to file://\\S+: its replica is \\d+ s newer than this snapshot: restoring from it would lose less\n.*"),
                planned);

        RestoreReport report = operator.restore(plan);
        String done = new RestoreView(report).text();
        assertTrue(done.contains("'litestream reset "), done);
        Path data = shop.dataOf(report.volume().value());
        assertEquals("before", TestDatabases.ask(data.resolve("app.db"), "SELECT what FROM story"));
        for (int i = 1; i <= 10; i++) {
            TestDatabases.sql(
                    data.resolve("app.db"), "INSERT INTO story VALUES ('after %d')".formatted(i));
        }
        await(() -> goesOn());
        assertEquals(
                "before,after 1,after 2,after 3,after 4,after 5,after 6,after 7,after 8,after 9,after 10",
                restored("all.db", "SELECT group_concat(what) FROM story"));
        assertEquals("ok", restored("checked.db", "PRAGMA integrity_check"));
        assertEquals(
                "lost",
                restored("then.db", "SELECT what FROM story", "-timestamp", lost.toString()));
    }

    /** Commits are lost until its replica is newer than what is negligible. */
    private boolean isNewerThan(Instant moment) {
        try {
            shop.sql(
                    "app.db",
                    "UPDATE story SET what = 'lost'",
                    // Nothing that is as it was is a commit to Litestream.
                    "INSERT INTO orders DEFAULT VALUES");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return newest().orElseThrow().isAfter(moment);
    }

    private int tries;

    private boolean goesOn() {
        try {
            return restored("try%d.db".formatted(tries++), "SELECT count(*) FROM story")
                    .equals("11");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
