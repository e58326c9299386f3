package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.sqlite.TestDatabases;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What copies whose readers vanished, or changed their mind, keep from the app and from others. */
@Timeout(180)
class AbandonedCopiesTest {
    private static final String RAW =
            "{\"attempt\":\"%s\",\"database\":\"main\",\"method\":\"raw\",\"check\":\"none\",\"to_file\":false}";

    /** What one read of a stream takes from it at least. */
    private static final long BLOCK_BYTES = 256 << 10;

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

    private static HttpResponse<String> read(RunningAgent agent, String id, long from)
            throws Exception {
        return agent.send(
                        request(agent, "/%s/content".formatted(id))
                                .header("Range", "bytes=%d-%d".formatted(from, from + 99_999))
                                .build())
                .raw();
    }

    /** Within a time that is far below what the copy would take otherwise. */
    private static void assertComes(String wanted, Callable<String> question) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String answer = question.call();
        while (!answer.equals(wanted) && System.nanoTime() < deadline) {
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
            assertEquals(206, read(agent, id, 0).statusCode());
            TestDatabases.sql(source, "UPDATE big SET noise = randomblob(900) WHERE id < 100");
            assertEquals("1", checkpointBusy(), "pinned");
            agent.clock.advance(Duration.ofSeconds(301));
            assertComes("0", this::checkpointBusy);
            assertEquals(404, read(agent, id, BLOCK_BYTES).statusCode(), "it has missed the rest");
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
}
