package dev.flysnap.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.canary.CanaryWriter;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.json.Records;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.verify.DrillBudgets.LiveCanary;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.restore.verify.VolumeCheck;
import dev.flysnap.sqlite.CanaryTable;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's rows, and that a drill counts to the row what is not restored. */
class CanariesTest {
    @TempDir private Path work;
    private final List<String> announced = new ArrayList<>();
    private Path live;
    private Path restored;

    @BeforeEach
    void anApp() throws Exception {
        live = Files.createDirectory(work.resolve("live")).resolve("app.db");
        restored = Files.createDirectory(work.resolve("restored"));
        write(live, "PRAGMA journal_mode = wal", "CREATE TABLE t(x)");
    }

    private static void write(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private RunningAgent agent() {
        return RunningAgent.with(QuiesceStep.Listener.NONE, Optional.empty(), "main=" + live);
    }

    private CanaryWriter writer(RunningAgent agent, String name) {
        return agent.agent().keepCanary(List.of(name), announced::add);
    }

    private static void write(CanaryWriter writer, int rows) {
        for (int i = 0; i < rows; i++) {
            writer.write();
        }
    }

    private Optional<LiveCanary> newest(RunningAgent agent) throws Exception {
        StatusAnswer.DatabaseStatus status =
                Records.read(StatusAnswer.class, agent.get(HookPaths.STATUS).json())
                        .databases()
                        .getFirst();
        return status.canary().map(it -> new LiveCanary(status.path(), it.row(), it.at()));
    }

    /** What was committed until now, as a snapshot has it. */
    private void snapshot() throws Exception {
        for (String suffix : List.of("", "-wal")) {
            Path file = live.resolveSibling("app.db" + suffix);
            if (Files.exists(file)) {
                Files.copy(file, restored.resolve("app.db" + suffix));
            }
        }
    }

    private Canaries found(LiveCanary canary) {
        Verdict verdict =
                new VolumeCheck(restored, CheckDepth.QUICK, List.of(Canaries.query(canary)))
                        .verdict();
        assertTrue(
                verdict.databases().getFirst().rows().orElseThrow().stream()
                        .noneMatch(it -> it.table().equals(CanaryTable.NAME)),
                "an empty database with a canary is an empty one");
        return Canaries.of(List.of(canary), verdict);
    }

    @Test
    void theRowsThatWereWrittenAfterTheSnapshotAreLostAndNoOther() throws Exception {
        try (RunningAgent agent = agent();
                CanaryWriter writer = writer(agent, "main")) {
            write(writer, 5);
            snapshot();
            LiveCanary then = newest(agent).orElseThrow();
            assertEquals(5, then.row());
            write(writer, 3);
            Canaries found = found(newest(agent).orElseThrow());
            assertEquals(Optional.of(3L), found.lost());
            assertEquals(Optional.of(then.at()), found.newestAt());
            assertTrue(found.checks().getFirst().isMet(), found.toString());
            assertEquals(Optional.of(0L), found(then).lost(), "taken first");

            write(restored.resolve("app.db"), "DELETE FROM _flysnap_canary WHERE n IN (2, 3)");
            assertEquals(
                    Optional.of("2 rows missing before the newest"),
                    found(then).checks().getFirst().failure());
            write(restored.resolve("app.db"), "DROP TABLE _flysnap_canary");
            Canaries none = found(then);
            assertEquals(Optional.empty(), none.lost(), "nobody knows");
            assertTrue(
                    none.checks().getFirst().failure().orElseThrow().contains("no such table"),
                    none.toString());
        }
    }

    @Test
    void whileWritersAreOffNoNumberIsUsedAndAnEmptyDatabaseStaysOne() throws Exception {
        write(live, "DROP TABLE t");
        try (RunningAgent agent = agent();
                CanaryWriter writer = writer(agent, "main")) {
            write(writer, 2);
            assertEquals(Optional.empty(), newest(agent), "the app has made no table yet");
            write(live, "CREATE TABLE t(x)");
            write(writer, 1);
            String lease = agent.quiesce("run/1", 60_000).quiesced().lease();
            write(writer, 2);
            assertEquals(1, newest(agent).orElseThrow().row(), "held off");
            assertEquals(200, agent.resume(lease).status());
            write(writer, 1);
            assertEquals(2, newest(agent).orElseThrow().row());
            assertEquals(List.of(), announced);
        }
    }

    @Test
    void onlyTheLastDayIsKeptAndWhatCannotBeWrittenIsSaidOnce() throws Exception {
        write(
                live,
                "CREATE TABLE _flysnap_canary(n INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
                "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 2000)"
                        + " INSERT INTO _flysnap_canary SELECT n, n FROM i");
        try (RunningAgent agent = agent();
                CanaryWriter writer = writer(agent, "main");
                CanaryWriter other = writer(agent, "orders")) {
            write(writer, 1);
            snapshot();
            LiveCanary newest = newest(agent).orElseThrow();
            assertEquals(2001, newest.row());
            assertEquals(Optional.of(0L), found(newest).lost());
            write(other, 2);
            assertEquals(1, announced.size(), announced.toString());
            assertTrue(announced.getFirst().contains("orders"), announced.toString());
        }
    }
}
