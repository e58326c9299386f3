package dev.flysnap.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.json.Json;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookContractTest {
    @TempDir private Path work;
    private Path database;

    @BeforeEach
    void anApp() throws SQLException {
        database = work.resolve("app.db");
        write("PRAGMA journal_mode = wal", "CREATE TABLE t(x)", "INSERT INTO t VALUES (1)");
    }

    private void write(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private boolean canWrite() {
        try {
            write("INSERT INTO t VALUES (2)");
            return true;
        } catch (SQLException busy) {
            return false;
        }
    }

    @Test
    void aQuiesceHoldsWritersUntilItsLeaseIsResumed() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            long sent = System.nanoTime();
            QuiesceAnswer answer = agent.quiesce("run/1", 100_000).quiesced();
            long tookMs = (System.nanoTime() - sent) / 1_000_000 + 1;
            assertEquals(Optional.of("shop"), answer.app());
            assertEquals(Optional.of("1857156b526dd8"), answer.machineId());
            assertTrue(
                    Math.abs(answer.expiresInMs() - 100_000) <= tookMs,
                    "from when it was sent until 100 s after the lock: " + answer);
            DatabaseState state = answer.databases().getFirst();
            assertEquals("main", state.name());
            assertTrue(
                    state.held() && state.synced() && state.isCompleteInFile(), answer::toString);
            assertEquals(Optional.of(2L), state.pageCount());
            assertEquals(
                    Optional.of(List.of(new CopyAnswer.Rows("t", 1, Optional.empty()))),
                    state.rows());
            assertFalse(canWrite());

            RunningAgent.Reply resumed = agent.resume(answer.lease());
            assertEquals(200, resumed.status());
            assertEquals(Optional.of(true), resumed.json().bool("intact"));
            assertTrue(canWrite());
            assertEquals(resumed.json(), agent.resume(answer.lease()).json(), "repeated");
        }
    }

    @Test
    void withoutAHoldWritersGoOnAndTheSameAttemptIsToldTheSame() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            RunningAgent.Reply first = agent.quiesce("run/1", 0);
            QuiesceAnswer answer = first.quiesced();
            assertEquals(0, answer.expiresInMs());
            assertFalse(answer.databases().getFirst().held());
            assertEquals(Optional.empty(), answer.databases().getFirst().rows(), "writers go on");
            assertTrue(answer.databases().getFirst().synced());
            assertTrue(canWrite());
            assertEquals(first.json(), agent.quiesce("run/1", 0).json());
            assertEquals(200, agent.quiesce("run/2", 0).status(), "nothing is in its way");
            assertEquals(Optional.of(true), agent.resume(answer.lease()).json().bool("intact"));
        }
    }

    @Test
    void theSameAttemptGetsTheSameLeaseAndAnotherOneHasToWait() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            QuiesceAnswer first = agent.quiesce("run/1", 60_000).quiesced();
            QuiesceAnswer again = agent.quiesce("run/1", 60_000).quiesced();
            assertEquals(first.lease(), again.lease());
            assertTrue(again.expiresInMs() <= first.expiresInMs());
            RunningAgent.Reply other = agent.quiesce("run/2", 0);
            assertEquals(409, other.status());
            assertEquals("lease-active", other.code());
            assertEquals(400, agent.quiesce("run/1", 8000).status(), "another request");
            agent.resume(first.lease());
            assertNotEquals(first.lease(), agent.quiesce("run/2", 0).quiesced().lease());
            RunningAgent.Reply over = agent.quiesce("run/1", 60_000);
            assertEquals(410, over.status());
            assertEquals("attempt-over", over.code());
        }
    }

    @Test
    void twoRequestsOfOneAttemptAtTheSameTimeAreOneQuiesce() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        QuiesceStep.Listener stops =
                step -> {
                    if (step == QuiesceStep.OPENED) {
                        reached.countDown();
                        try {
                            assertTrue(goOn.await(60, TimeUnit.SECONDS));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        try (RunningAgent agent = RunningAgent.with(stops, Optional.empty(), database.toString());
                ExecutorService callers = Executors.newFixedThreadPool(2)) {
            Future<RunningAgent.Reply> one = callers.submit(() -> agent.quiesce("run/1", 60_000));
            assertTrue(reached.await(60, TimeUnit.SECONDS));
            assertEquals(409, agent.quiesce("run/2", 0).status(), "while it is at work");
            Future<RunningAgent.Reply> two = callers.submit(() -> agent.quiesce("run/1", 60_000));
            goOn.countDown();
            assertEquals(one.get().quiesced().lease(), two.get().quiesced().lease());
            agent.resume(one.get().quiesced().lease());
        }
    }

    @Test
    void aResumeIsAnsweredWhileMoreQuiescesWaitThanThereIsRoomFor() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        QuiesceStep.Listener stops =
                step -> {
                    try {
                        assertTrue(step != QuiesceStep.OPENED || goOn.await(60, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        try (RunningAgent agent = RunningAgent.with(stops, Optional.empty(), database.toString());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                var _ =
                        callers.submit(() -> {
                            RunningAgent.Reply reply = agent.quiesce("run/1", 0);
                            if (reply.status() == 503 && reply.code().equals("overloaded")) {
                                refused.countDown();
                            }
                            return reply;
                        });
            }
            assertTrue(refused.await(60, TimeUnit.SECONDS));
            assertEquals("lease-unknown", agent.resume("never-given").code());
            goOn.countDown();
        }
    }

    @Test
    void aHeadIsAnsweredWithoutABody() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            RunningAgent.Reply reply =
                    agent.send(
                            agent.request("/healthz")
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build());
            assertEquals(200, reply.status());
            assertEquals("", reply.raw().body());
        }
    }

    @Test
    void theAgentsClientTellsOneThatIsSlowFromOneThatIsNotThere() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        QuiesceStep.Listener stops =
                step -> {
                    try {
                        assertTrue(step != QuiesceStep.OPENED || goOn.await(60, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        InetSocketAddress address;
        try (RunningAgent agent = RunningAgent.with(stops, Optional.empty(), database.toString())) {
            address = agent.agent().address();
            assertTrue(asked(address).contains("\"still-at-work\""), asked(address));
            goOn.countDown();
        }
        assertTrue(asked(address).contains("\"agent-unreachable\""), asked(address));
    }

    private static String asked(InetSocketAddress address) {
        return new AgentClient(
                        address,
                        AgentToken.from(
                                Optional.empty(),
                                java.util.Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                        Duration.ofMillis(300))
                .quiesce(new QuiesceRequest("a", 0, Optional.empty()))
                .json();
    }

    @Test
    void aHoldThatRanOutIsToldAsBroken() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            QuiesceAnswer answer = agent.quiesce("run/1", 400).quiesced();
            assertTrue(answer.databases().getFirst().held());
            awaitWriter();
            for (int i = 0; i < 2; i++) {
                RunningAgent.Reply resumed = agent.resume(answer.lease());
                assertEquals(410, resumed.status());
                assertEquals("lease-lapsed", resumed.code());
                assertEquals(Optional.of(false), resumed.error().bool("intact"));
                assertTrue(resumed.error().number("held_ms").orElseThrow() >= 400);
            }
            assertEquals(410, agent.quiesce("run/1", 400).status());
        }
    }

    private void awaitWriter() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!canWrite()) {
            assertTrue(System.nanoTime() < deadline, "writers were not let go");
            Thread.onSpinWait();
        }
    }

    @Test
    void whatBecameOfALeaseIsForgottenAfterTenMinutes() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            String lease = agent.quiesce("run/1", 60_000).quiesced().lease();
            assertEquals(200, agent.resume(lease).status());
            agent.clock.advance(Duration.ofMinutes(9));
            assertEquals(200, agent.resume(lease).status());
            agent.clock.advance(Duration.ofMinutes(2));
            RunningAgent.Reply forgotten = agent.resume(lease);
            assertEquals(404, forgotten.status());
            assertEquals("lease-unknown", forgotten.code());
            assertEquals(404, agent.resume("never-given").status());
        }
    }

    @Test
    void nothingIsToldOrDoneWithoutTheToken() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            for (String path : List.of(HookPaths.QUIESCE, HookPaths.RESUME, HookPaths.STATUS)) {
                for (String header :
                        List.of(
                                "",
                                "Bearer",
                                "Bearer wrong",
                                "Basic " + RunningAgent.TOKEN,
                                "Bearer " + RunningAgent.TOKEN + "x",
                                "Bearer " + RunningAgent.TOKEN.substring(1))) {
                    HttpRequest.Builder request =
                            agent.request(path).POST(HttpRequest.BodyPublishers.ofString("{}"));
                    if (!header.isEmpty()) {
                        request.header(HookPaths.AUTHORIZATION, header);
                    }
                    RunningAgent.Reply reply = agent.send(request.build());
                    assertEquals(401, reply.status(), path + " " + header);
                    assertEquals("unauthorised", reply.code());
                    assertFalse(reply.raw().body().contains(RunningAgent.TOKEN));
                }
            }
            assertEquals(200, agent.send(agent.request("/healthz").build()).status());
            assertEquals(
                    "HookToken[secret]",
                    AgentToken.from(
                                    Optional.empty(),
                                    java.util.Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN))
                            .toString());
        }
    }

    @Test
    void aRequestThatIsNotTheContractsIsRefusedInWords() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            assertEquals(400, agent.post(HookPaths.QUIESCE, "").status());
            assertEquals(400, agent.post(HookPaths.QUIESCE, "[]").status());
            assertEquals(400, agent.post(HookPaths.QUIESCE, "{\"attempt\":\"a\"}").status());
            assertEquals(400, agent.quiesce("a", -1).status());
            String none = "{\"attempt\":\"a\",\"hold_ms\":0,\"databases\":[]}";
            assertEquals(400, agent.post(HookPaths.QUIESCE, none).status(), "not all of them");
            String twice = "{\"attempt\":\"a\",\"hold_ms\":0,\"hold_ms\":9000}";
            RunningAgent.Reply ambiguous = agent.post(HookPaths.QUIESCE, twice);
            assertEquals(400, ambiguous.status());
            assertTrue(ambiguous.error().text("message").orElseThrow().contains("twice"));
            byte[] noText = "{\"attempt\":\"\u00ff\",\"hold_ms\":0}".getBytes(ISO_8859_1);
            RunningAgent.Reply unreadable =
                    agent.send(
                            agent.request(HookPaths.QUIESCE)
                                    .header(HookPaths.AUTHORIZATION, "Bearer " + RunningAgent.TOKEN)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(noText))
                                    .build());
            assertEquals(400, unreadable.status());
            assertTrue(unreadable.error().text("message").orElseThrow().contains("UTF-8"));
            RunningAgent.Reply long_ = agent.quiesce("a", 120_001);
            assertEquals("hold-too-long", long_.code());
            assertEquals(400, long_.status());
            assertTrue(long_.error().text("message").orElseThrow().contains("120000 ms"));
            assertEquals(404, agent.get(HookPaths.BASE + "/nothing").status());
            assertEquals(405, agent.get(HookPaths.QUIESCE).status());
            assertEquals(405, agent.post(HookPaths.STATUS, "{}").status());
            RunningAgent.Reply large = agent.post(HookPaths.QUIESCE, " ".repeat(70_000));
            assertEquals(413, large.status());
            assertEquals("body-too-large", large.code());
            assertTrue(canWrite());
        }
    }

    @Test
    void onlyDatabasesOfTheSetCanBeNamed() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database)) {
            for (String name :
                    List.of("other", "../app.db", database.toString(), "/etc/passwd", "")) {
                RunningAgent.Reply reply =
                        agent.post(
                                HookPaths.QUIESCE,
                                "{\"attempt\":\"a\",\"hold_ms\":0,\"databases\":[\"%s\"]}"
                                        .formatted(name));
                assertEquals(404, reply.status(), name);
                assertEquals("database-unknown", reply.code());
            }
        }
    }

    @Test
    void aDatabaseThatComesLaterOrGoesIsTold() throws Exception {
        Path late = work.resolve("late.db");
        try (RunningAgent agent = RunningAgent.on(late)) {
            RunningAgent.Reply absent = agent.quiesce("a", 0);
            assertEquals(503, absent.status());
            assertEquals("database-absent", absent.code());
            assertFalse(Files.exists(late), "never created");
            Json.Obj status = agent.get(HookPaths.STATUS).json().objects("databases").getFirst();
            assertEquals(Optional.of(false), status.bool("present"));
            Files.copy(database, late);
            assertEquals(200, agent.quiesce("a", 0).status(), "the same attempt, tried again");
            Files.delete(late);
            Files.writeString(late, "something else altogether".repeat(50));
            assertEquals("not-a-database", agent.quiesce("b", 0).code());
        }
    }

    @Test
    void aBusyDatabaseIs503WithATimeToRetryAfter() throws Exception {
        try (RunningAgent agent = RunningAgent.on(database);
                Connection app = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = app.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            RunningAgent.Reply busy = agent.quiesce("a", 0);
            assertEquals(503, busy.status());
            assertEquals("database-busy", busy.code());
            assertEquals(Optional.of("1"), busy.raw().headers().firstValue(HookPaths.RETRY_AFTER));
        }
    }

    @Test
    void anErrorOfTheMachinesOwnIsAnsweredAndTheAgentGoesOn() throws Exception {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        QuiesceStep.Listener fails =
                step -> {
                    if (step == QuiesceStep.LOCKED && isFirst.getAndSet(false)) {
                        throw new StackOverflowError("it is a test of what comes of it");
                    }
                };
        try (RunningAgent agent = RunningAgent.with(fails, Optional.empty(), database.toString())) {
            RunningAgent.Reply failed = agent.quiesce("a", 60_000);
            assertEquals(500, failed.status());
            assertEquals("failed", failed.code());
            assertTrue(canWrite());
            assertEquals(200, agent.quiesce("b", 0).status());
        }
    }

    @Test
    void stoppingLetsWritersGoAndTakesNoNewHold() throws Exception {
        RunningAgent agent = RunningAgent.on(database);
        try (agent) {
            agent.quiesce("a", 60_000);
            assertFalse(canWrite());
        }
        assertTrue(canWrite());
    }

    @Test
    void theStatusAndTheMetricsSayHowThingsStand() throws Exception {
        Files.createDirectory(work.resolve(".app.db-litestream"));
        try (RunningAgent agent =
                RunningAgent.with(
                        QuiesceStep.Listener.NONE, Optional.of("3.40.1"), "shop=" + database)) {
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            Json.Obj status = agent.get(HookPaths.STATUS).json();
            assertEquals(Optional.of(2L), status.number("level"));
            assertEquals(
                    Optional.of("a"), status.object("active_lease").orElseThrow().text("attempt"));
            assertFalse(status.toString().contains(lease), "the lease is what ends the hold");
            Json.Obj shop = status.objects("databases").getFirst();
            assertEquals(Optional.of("shop"), shop.text("name"));
            assertEquals(Optional.of("wal"), shop.text("journal_mode"));
            assertEquals(List.of(new Json.Str("litestream")), shop.array("replicators"));
            assertTrue(shop.number("free_bytes").orElseThrow() > 0);
            assertTrue(status.array("warnings").toString().contains("3.40.1"), "WAL-reset bug");
            agent.resume(lease);
            String metrics = agent.send(agent.request("/metrics").build()).raw().body();
            assertTrue(metrics.contains("\nflysnap_quiesces_total 1\n"), metrics);
            assertTrue(
                    metrics.contains("flysnap_database_bytes{database=\"shop\"} 8192\n"), metrics);
            assertTrue(metrics.contains("\nflysnap_hold_active 0\n"), metrics);
        }
    }
}
