package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.Agent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Evidence;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Grading;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.time.Sleeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caller's side and the real agent, on a real database. */
class HookAgainstTheAgentTest {
    private static final Machine HERE = HookOnTheWire.machine(Optional.of("127.0.0.1"));

    @TempDir private Path directory;
    private Agent agent;
    private Connection app;
    private Quiescer hook;

    @BeforeEach
    void start() throws SQLException {
        Path database = directory.resolve("app.db");
        app = DriverManager.getConnection("jdbc:sqlite:" + database);
        run("PRAGMA journal_mode=wal");
        run("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        agent =
                Agent.start(
                        new AgentSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                dev.flysnap.agent.setting.AgentToken.from(
                                        Optional.empty(),
                                        Map.of(
                                                dev.flysnap.agent.setting.AgentToken.VARIABLE,
                                                HookOnTheWire.SECRET)),
                                Optional.empty(),
                                DatabaseSet.of(List.of("main=" + database)),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                true,
                                new MachineIdentity(
                                        Optional.of("shop"), Optional.of(HERE.id().value()))),
                        Optional.empty());
        hook = hook(HookOnTheWire.TOKEN);
    }

    private Quiescer hook(HookToken token) {
        return new HookTransports(HookTimeouts.DEFAULT, Sleeper.REAL, InstantSource.system())
                .direct(
                        HookAddress.parse("http://{private_ip}:" + agent.address().getPort()),
                        token,
                        HookOnTheWire.SHOP,
                        HERE);
    }

    @AfterEach
    void stop() throws SQLException {
        agent.close();
        app.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = app.createStatement()) {
            statement.execute(sql);
        }
    }

    private Evidence evidence(Quiesced quiesced, Resumed how, Instant requested) {
        Instant created = Instant.now();
        Machine mounted =
                HERE.withConfig(
                        Json.Obj.empty()
                                .with(
                                        "mounts",
                                        new Json.Arr(
                                                List.of(
                                                        Json.Obj.empty()
                                                                .with(
                                                                        "path",
                                                                        directory.toString())))));
        return new Evidence(
                Optional.of(mounted),
                Optional.of(mounted),
                Optional.of(quiesced),
                Optional.of(new Evidence.Release(how, created)),
                Optional.of(requested),
                Optional.of(created));
    }

    @Test
    void aHoldThatIsGivenBackInTimeIsHeld() throws SQLException {
        run("INSERT INTO orders VALUES (1)");
        Quiesced quiesced = hook.quiesce("run_a/1", Duration.ofSeconds(9), List.of("main"));
        DatabaseState main = quiesced.answer().databases().getFirst();
        assertTrue(main.held() && main.synced() && main.isCompleteInFile(), main.toString());
        run("PRAGMA busy_timeout=0");
        assertThrows(SQLException.class, () -> run("INSERT INTO orders VALUES (2)"));
        Instant requested = Instant.now();
        Resumed how = hook.resume(quiesced.lease());
        run("INSERT INTO orders VALUES (2)");
        assertEquals(Grade.HELD, Grading.of(evidence(quiesced, how, requested)).grade());
        assertEquals(how, hook.resume(quiesced.lease()), "the answer is repeated");
    }

    @Test
    void theDatabasesAreCheckedWhileTheAppUsesThem() throws SQLException {
        run("INSERT INTO orders VALUES (1)");
        assertEquals(
                List.of(
                        DatabaseCheck.ok(
                                "main", directory.resolve("app.db").toString(), Optional.of(0L))),
                hook.check("run_a/check", CheckDepth.FULL, List.of("main"), Duration.ofMinutes(1))
                        .databases());
        FlysnapException unknown =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                hook.check(
                                        "run_a/check",
                                        CheckDepth.FULL,
                                        List.of("other"),
                                        Duration.ofMinutes(1)));
        assertEquals("hook-database-unknown", unknown.problem().code());
    }

    @Test
    void aHoldThatRanOutIsToldAndIsOnlySynced() throws SQLException {
        Quiesced quiesced = hook.quiesce("run_a/1", Duration.ofMillis(50), List.of());
        run("PRAGMA busy_timeout=9000");
        // Waits in SQLite until the hold has run out by itself.
        run("INSERT INTO orders VALUES (1)");
        Resumed how = hook.resume(quiesced.lease());
        assertTrue(how instanceof Resumed.Lapsed, how.toString());
        assertEquals(
                Grade.SYNCED, Grading.of(evidence(quiesced, how, quiesced.answeredAt())).grade());
    }

    @Test
    void withoutAHoldItIsSynced() {
        Quiesced quiesced = hook.quiesce("run_a/1", Duration.ZERO, List.of());
        assertEquals(false, quiesced.isHolding());
        assertEquals(
                Grade.SYNCED,
                Grading.of(evidence(quiesced, new Resumed.Unknown(), quiesced.answeredAt()))
                        .grade());
    }

    @Test
    void theAgentsRefusalsAreTold() {
        assertEquals(2, hook.status().level());
        assertEquals(new Resumed.Unknown(), hook.resume("never-given"));
        assertEquals(
                "hook-database-unknown",
                refusal(() -> hook.quiesce("a", Duration.ZERO, List.of("x"))));
        assertEquals(
                "hook-hold-too-long",
                refusal(() -> hook.quiesce("b", Duration.ofMinutes(9), List.of())));
        Quiesced first = hook.quiesce("c", Duration.ofSeconds(9), List.of());
        assertEquals(
                "hook-lease-active",
                refusal(() -> hook.quiesce("d", Duration.ofSeconds(1), List.of())));
        assertEquals(first.lease(), hook.quiesce("c", Duration.ofSeconds(9), List.of()).lease());
        assertTrue(hook.resume(first.lease()) instanceof Resumed.Intact);
        assertEquals(
                "hook-not-authorised",
                refusal(() -> hook(HookToken.parse("f".repeat(32))).status()));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(FlysnapException.class, call).problem().code();
    }
}
