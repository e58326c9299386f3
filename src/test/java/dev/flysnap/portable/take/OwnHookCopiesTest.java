package dev.flysnap.portable.take;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.contract.CopyPart;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An app's own hook of level 3, as simple as the contract allows: it knows no ranges. */
@Timeout(180)
class OwnHookCopiesTest {
    @TempDir private Path work;
    private Path copies = Path.of("");
    private byte[] database = {};
    private HttpServer server = newServer();
    private final List<String> calls = new ArrayList<>();
    private String machine = "1857156b526dd8";
    private String encrypted = "false";
    private int truncations;
    private boolean isChanged;

    private static HttpServer newServer() {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        copies = Files.createDirectory(work.resolve("copies"));
        Path file = TestDatabases.orders(work.resolve("app.db"), "delete");
        TestDatabases.sql(
                file,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
        database = Files.readAllBytes(file);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String call = exchange.getRequestMethod() + path.substring(HookPaths.COPIES.length());
            calls.add(call);
            if (call.equals("GET/1/content")) {
                exchange.sendResponseHeaders(200, database.length);
                if (truncations > 0) {
                    truncations--;
                    exchange.getResponseBody().write(database, 0, database.length / 2);
                    // What is closed before its length is broken off.
                    throw new IOException("cut by the test");
                }
                byte[] sent = database.clone();
                if (isChanged) {
                    sent[sent.length / 2] = (byte) (sent[sent.length / 2] ^ 1);
                }
                exchange.getResponseBody().write(sent);
                return;
            }
            byte[] answer =
                    """
                    {"id":"1","state":"ready","machine_id":"%s","content":{"bytes":%d,"sha256":"%s","encrypted":%s,
                     "exact":false,"journal_mode":"delete","sqlite_version":"3.45.1"}}
                    """
                            .formatted(
                                    machine, database.length, CopyPart.sha256(database), encrypted)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private CopyManifest take(Sealing sealing) {
        return new AgentTake(
                        server.getAddress().getPort(),
                        HookOnTheWire.SECRET,
                        CopyMethod.VACUUM,
                        sealing,
                        duration -> Sleeper.REAL.sleep(Duration.ofMillis(1)),
                        copies)
                .take("x.db", new RunId("run_oooooooooo"), new SilentProgress());
    }

    private Problem refused(Sealing sealing) throws IOException {
        Problem problem = assertThrows(FlysnapException.class, () -> take(sealing)).problem();
        try (Stream<Path> files = Files.list(copies)) {
            assertEquals(List.of(), files.toList(), problem::toString);
        }
        assertEquals("DELETE/1", calls.getLast(), "nothing is left there");
        return problem;
    }

    @Test
    void allOfItIsReadAtOnce() throws Exception {
        CopyManifest copy = take(Sealing.NONE);
        assertEquals(CopyPart.sha256(database), copy.plain().sha256());
        assertEquals(
                "9000", TestDatabases.ask(copies.resolve("x.db"), "SELECT count(*) FROM orders"));
        assertEquals(List.of("POST", "GET/1/content", "GET/1", "DELETE/1"), calls);
    }

    @Test
    void aConnectionThatIsCutMakesItBeginAgain() throws Exception {
        truncations = 2;
        CopyManifest _ = take(Sealing.NONE);
        assertEquals(3, calls.stream().filter("POST"::equals).count());
        assertEquals(
                "9000", TestDatabases.ask(copies.resolve("x.db"), "SELECT count(*) FROM orders"));
    }

    @Test
    void oneThatIsCutAgainAndAgainLeavesNoCopy() throws Exception {
        truncations = 100;
        assertEquals("copy-lost", refused(Sealing.NONE).code());
        assertEquals(3, calls.stream().filter("POST"::equals).count());
    }

    @Test
    void whatWasChangedOnItsWayIsNotKept() throws Exception {
        isChanged = true;
        assertEquals("copy-changed-on-the-way", refused(Sealing.NONE).code());
    }

    @Test
    void whatCannotBeEncryptedThereIsNotReadWhereItHasTo() throws Exception {
        assertEquals("copy-not-encrypted-there", refused(AgentTake.SEALED).code());
        assertTrue(calls.stream().noneMatch("GET/1/content"::equals), calls::toString);
    }

    @Test
    void whatIsEncryptedAndNotDescribedIsNotTaken() throws Exception {
        encrypted = "true";
        assertEquals("hook-answer-unexpected", refused(AgentTake.SEALED).code());
    }

    @Test
    void anotherMachineIsRefused() {
        machine = "e784079b449483";
        assertEquals(
                "hook-wrong-machine",
                assertThrows(FlysnapException.class, () -> take(Sealing.NONE)).problem().code());
    }
}
