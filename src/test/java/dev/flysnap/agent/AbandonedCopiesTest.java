package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What copies whose readers vanished, or changed their mind, keep from the app and from others. */
@Timeout(180)
class AbandonedCopiesTest {
    private static final String RAW =
            "{\"attempt\":\"%s\",\"database\":\"main\",\"method\":\"raw\",\"check\":\"none\",\"to_file\":false}";

    @TempDir private Path work;
    private Path source = Path.of("");

    @BeforeEach
    void fill() throws Exception {
        source =
                TestDatabases.orders(
                        Files.createDirectory(work.resolve("data")).resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "CREATE TABLE big (id INTEGER PRIMARY KEY, noise BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO big SELECT i, randomblob(1000) FROM n");
    }

    private static HttpRequest.Builder request(RunningAgent agent, String path) {
        return agent.request(HookPaths.COPIES + path)
                .header(HookPaths.AUTHORIZATION, "Bearer " + RunningAgent.COPY_TOKEN);
    }

    private static RunningAgent.Reply order(RunningAgent agent, String body) throws Exception {
        return agent.send(
                request(agent, "").POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static String id(RunningAgent.Reply reply) {
        assertEquals(200, reply.status(), () -> reply.raw().body());
        return reply.json().text("id").orElseThrow();
    }

    private static HttpResponse<byte[]> read(RunningAgent agent, String id, long from)
            throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    request(agent, "/%s/content".formatted(id))
                            .header("Range", "bytes=%d-%d".formatted(from, from + (1 << 20) - 1))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static void assertComes(String wanted, Callable<String> question) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        String answer = question.call();
        while (!answer.equals(wanted) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
            answer = question.call();
        }
        assertEquals(wanted, answer);
    }

    private String checkpointBusy() throws Exception {
        return TestDatabases.ask(source, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Test
    void aStreamThatNobodyReadsAnyMoreLetsTheAppCheckpoint() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            String id = id(order(agent, RAW.formatted("a/1")));
            int taken = read(agent, id, 0).body().length;
            TestDatabases.sql(source, "UPDATE big SET noise = randomblob(900) WHERE id < 100");
            assertEquals("1", checkpointBusy(), "pinned");
            agent.clock.advance(Duration.ofSeconds(301));
            assertComes("0", this::checkpointBusy);
            assertEquals(404, read(agent, id, taken).statusCode(), "it has missed the rest");
        }
    }

    /** What is left of it lies in memory. */
    @Test
    void aStreamThatIsProducedToItsEndPinsNothing() throws Exception {
        TestDatabases.sql(source, "DELETE FROM big", "VACUUM");
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            String id = id(order(agent, RAW.formatted("a/1")));
            TestDatabases.sql(source, "INSERT INTO big VALUES (1, 'x')");
            assertComes("0", this::checkpointBusy);
            assertEquals(206, read(agent, id, 0).statusCode());
        }
    }

    /** Else its writers would wait for as long as its reader takes. */
    @Test
    void aDatabaseWithoutAWalIsNotStreamed() throws Exception {
        TestDatabases.sql(source, "PRAGMA journal_mode = DELETE");
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            String id = id(order(agent, RAW.formatted("a/1")));
            assertComes("ready", () -> state(agent, id).json().text("state").orElse("failed"));
            assertEquals(206, read(agent, id, 0).statusCode());
            TestDatabases.sql(source, "UPDATE big SET noise = 'x' WHERE id = 1");
            assertComesWhole(agent, id);
        }
    }

    private static String inFile(String attempt, String check) {
        return "{\"attempt\":\"%s\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"%s\",\"to_file\":true}"
                .formatted(attempt, check);
    }

    private static RunningAgent.Reply state(RunningAgent agent, String id) throws Exception {
        return agent.send(request(agent, "/" + id).build());
    }

    private static String deletedWhileChecking(RunningAgent agent) throws Exception {
        String id = id(order(agent, inFile("a/1", "full")));
        assertComes("checking", () -> state(agent, id).json().text("step").orElse(""));
        delete(agent, id);
        return id;
    }

    private static void delete(RunningAgent agent, String id) throws Exception {
        assertEquals(200, agent.send(request(agent, "/" + id).DELETE().build()).status());
    }

    private void assertComesWhole(RunningAgent agent, String id) throws Exception {
        assertComes("ready", () -> state(agent, id).json().text("state").orElse("failed"));
        long bytes =
                state(agent, id)
                        .json()
                        .object("content")
                        .orElseThrow()
                        .number("bytes")
                        .orElseThrow();
        long done = 0;
        while (done < bytes) {
            HttpResponse<byte[]> part = read(agent, id, done);
            assertEquals(206, part.statusCode());
            done += part.body().length;
        }
        delete(agent, id);
        assertFalse(Files.exists(source.resolveSibling(".flysnap-agent-copies")));
    }

    @Test
    void aCheckThatNobodyWaitsForIsEnded() throws Exception {
        addSlowTable(source);
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            String first = deletedWhileChecking(agent);
            assertEquals(404, state(agent, first).status());
            assertComesWhole(agent, id(order(agent, inFile("b/1", "none"))));
        }
    }

    /** One step of SQLite's machine, which looks at nothing meanwhile. */
    @Test
    void aCopyThatCannotBeEndedAtOnceIsInNoOthersWay() throws Exception {
        TestDatabases.sql(
                source,
                "PRAGMA ignore_check_constraints = ON",
                "CREATE TABLE slow (t TEXT CHECK (instr(t, substr(t, 1, length(t) / 2) || 'b') = 0))",
                "INSERT INTO slow SELECT replace(hex(zeroblob(900000)), '00', 'a')");
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            String _ = deletedWhileChecking(agent);
            RunningAgent.Reply second = order(agent, inFile("b/1", "none"));
            while (second.status() != 200) {
                assertEquals("copy-active", second.code());
                second = order(agent, inFile("b/1", "none"));
            }
            assertComesWhole(agent, id(second));
        }
    }

    /** Of a check that takes ten seconds and more. */
    private static void addSlowTable(Path database) throws Exception {
        TestDatabases.sql(
                database,
                "PRAGMA ignore_check_constraints = ON",
                "CREATE TABLE slow (id INTEGER PRIMARY KEY, CHECK (%s))"
                        .formatted("id + 1 > 0 AND ".repeat(400) + "1"),
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) INSERT INTO slow SELECT i FROM n");
    }

    /** While it is checked, and while it waits for its reader. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "none"})
    @Needs(Ability.MOUNTS)
    void aCopyEndsWhenTheAppNeedsItsRoom(String check) throws Exception {
        try (Mounted disk = Mounted.tmpfs(work.resolve("disk"), "200m")) {
            Path database = TestDatabases.orders(disk.at().resolve("app.db"), "wal");
            addSlowTable(database);
            try (RunningAgent agent = RunningAgent.withCopies(database)) {
                String id = id(order(agent, inFile("a/1", check)));
                assertComes(
                        check.equals("full") ? "checking" : "ready",
                        () -> {
                            Json.Obj state = state(agent, id).json();
                            return state.text("step").or(() -> state.text("state")).orElse("");
                        });
                long wantedBytes = 60 << 20;
                Files.write(
                        disk.at().resolve("others"),
                        new byte
                                [(int)
                                        (Files.getFileStore(disk.at()).getUsableSpace()
                                                - wantedBytes)]);
                assertComes(
                        "copy-no-room",
                        () -> {
                            RunningAgent.Reply state = state(agent, id);
                            return state.status() == 200 ? "" : state.code();
                        });
                assertFalse(Files.exists(disk.at().resolve(".flysnap-agent-copies")));
                assertTrue(Files.getFileStore(disk.at()).getUsableSpace() >= wantedBytes);
            }
        }
    }
}
