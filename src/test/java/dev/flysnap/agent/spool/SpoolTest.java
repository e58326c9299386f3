package dev.flysnap.agent.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needed;
import dev.flysnap.Needs;
import dev.flysnap.agent.http.server.Answer;
import dev.flysnap.agent.http.server.Exchange;
import dev.flysnap.agent.http.server.RequestHandler;
import dev.flysnap.agent.http.server.RequestHead;
import dev.flysnap.contract.spool.SpooledAnswer;
import dev.flysnap.contract.spool.SpooledRequest;
import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sqlite.Mounted;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script's real processes against the real folder; the tools that it names are all that it has.
 */
@Needs(Ability.PROC)
@Timeout(180)
class SpoolTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final List<String> TOOLS =
            List.of("cat", "head", "mv", "rm", "sleep", "stat", "tr");

    @TempDir private Path runtime;
    @TempDir private Path bin;
    private final Said handler = new Said();

    /** Says what it heard; {@code /slow} waits for the test. */
    private static final class Said implements RequestHandler {
        final CountDownLatch working = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public boolean isTrusted(RequestHead head) {
            return head.header("Authorization").equals(Optional.of("Bearer " + TOKEN));
        }

        @Override
        public Answer malformed(String why) {
            return Answer.of(400, "application/json", "{}");
        }

        @Override
        public void handle(Exchange exchange) throws IOException {
            if (!isTrusted(exchange.head())) {
                exchange.answer(Answer.of(401, "application/json", "{\"who\":\"are you\"}"));
                return;
            }
            String path = exchange.head().path();
            if (path.equals("/slow")) {
                working.countDown();
                try {
                    assertTrue(goOn.await(60, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            String body = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
            exchange.answer(
                    switch (path) {
                        case "/busy" ->
                                Answer.of(503, "application/json", "{}").with("Retry-After", "7");
                        case "/bytes" -> Answer.of(206, "application/octet-stream", "é\0\n" + body);
                        case "/large" ->
                                Answer.of(
                                        200,
                                        "application/json",
                                        JsonText.print(
                                                Json.Obj.empty()
                                                        .with("much", "x".repeat(200 << 10))));
                        default ->
                                Answer.of(
                                        200,
                                        "application/json",
                                        JsonText.print(
                                                Json.Obj.empty()
                                                        .with("method", exchange.head().method())
                                                        .with("path", path)
                                                        .with("body", body)));
                    });
        }
    }

    /** How a tool is called. */
    List<String> tool(String name) {
        return List.of(Needed.program(name).toString());
    }

    @BeforeEach
    void installTools() throws IOException {
        for (String name : TOOLS) {
            Path tool = bin.resolve(name);
            Files.writeString(
                    tool, "#!/bin/sh\nexec %s \"$@\"\n".formatted(String.join(" ", tool(name))));
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Nobody else's: the script looks into folders that all of this computer have. */
    private final String machine = UUID.randomUUID().toString();

    private Map<String, String> environment() {
        return Map.of("FLY_MACHINE_ID", machine, "XDG_RUNTIME_DIR", runtime.toString());
    }

    private Spool open() {
        return Spool.open(environment(), handler).orElseThrow();
    }

    private Path folder() {
        return runtime.resolve("flysnap-agent-" + machine);
    }

    private Process start(String token, String input) throws IOException {
        List<String> command = new ArrayList<>(tool("sh"));
        command.addAll(List.of("-c", SpoolScript.HOOK.text()));
        ProcessBuilder script = new ProcessBuilder(command);
        script.environment().clear();
        script.environment().putAll(environment());
        script.environment().put("PATH", bin.toString());
        script.environment().put("FLYSNAP_HOOK_TOKEN", token);
        Process process = script.redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading all; what it printed tells why.
        }
        return process;
    }

    private static String input(int seconds, SpooledRequest request) {
        return input(seconds, JsonText.print(Records.write(SpooledRequest.class, request)));
    }

    private static String input(int seconds, String document) {
        return "%d %d\n%s"
                .formatted(seconds, document.getBytes(StandardCharsets.UTF_8).length, document);
    }

    private static SpooledRequest post(String path, String text) {
        return SpooledRequest.of("POST", path, Optional.of(Json.Obj.empty().with("text", text)));
    }

    private static SpooledAnswer answer(Process script) throws Exception {
        String text = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, script.waitFor(), text);
        return Records.read(SpooledAnswer.class, JsonText.parse(text));
    }

    private SpooledAnswer call(SpooledRequest request) throws Exception {
        return answer(start(TOKEN, input(20, request)));
    }

    private static String why(SpooledAnswer answer) {
        assertEquals(SpooledAnswer.NO_ANSWER, answer.status(), answer.toString());
        return answer.why().orElseThrow();
    }

    /** What callers have there; the agent's own two files are not counted. */
    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> !List.of("pid", "lock").contains(it))
                    .toList();
        }
    }

    @Test
    void aRequestAndItsAnswerPassAndNothingIsLeft() throws Exception {
        try (Spool spool = open()) {
            assertEquals(folder(), spool.path());
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
            SpooledAnswer said = call(post("/flysnap/v1/quiesce", "it's \"é\" $(boom) %s \\n"));
            assertEquals(200, said.status());
            Json.Obj heard = (Json.Obj) said.body().orElseThrow();
            assertEquals(Optional.of("POST"), heard.text("method"));
            assertEquals(
                    Optional.of("it's \"é\" $(boom) %s \\n"),
                    JsonText.parseObject(heard.text("body").orElseThrow()).text("text"));
            SpooledAnswer busy = call(SpooledRequest.get("/busy"));
            assertEquals(503, busy.status());
            assertEquals(Optional.of(7L), busy.retryAfter());
            assertEquals(
                    Optional.of("w6kACg=="),
                    call(SpooledRequest.get("/bytes")).base64(),
                    "é\\0\\n");
            assertEquals(200, call(SpooledRequest.get("/large")).status());
            assertEquals(List.of(), left());
        }
        assertFalse(Files.exists(folder()), "an agent that ends takes it along");
    }

    @Test
    void theTokenRuleAndTheLimitsAreThoseOfTheServer() throws Exception {
        try (Spool _ = open()) {
            String status = input(20, SpooledRequest.get("/flysnap/v1/status"));
            assertEquals(401, answer(start("", status)).status());
            assertEquals(401, answer(start(TOKEN + "x", status)).status());
            assertEquals(400, answer(start(TOKEN, input(20, "{\"method\":"))).status());
            assertEquals(400, call(SpooledRequest.get("no path")).status());
            SpooledAnswer tooLarge = call(post("/flysnap/v1/quiesce", "x".repeat((1 << 20) + 100)));
            assertEquals(413, tooLarge.status(), tooLarge.toString());
            Process noSeconds = start(TOKEN, "20; 2\n{}");
            assertEquals(64, noSeconds.waitFor());
            assertEquals(List.of(), left());
        }
    }

    @Test
    void callersAtTheSameTimeGetTheirOwnAnswers() throws Exception {
        try (Spool _ = open()) {
            Process slow = start(TOKEN, input(20, post("/slow", "the slow one")));
            assertTrue(handler.working.await(60, TimeUnit.SECONDS));
            List<Process> others = new ArrayList<>();
            for (int one = 0; one < 8; one++) {
                others.add(start(TOKEN, input(20, post("/other", "number " + one))));
            }
            for (int one = 0; one < 8; one++) {
                String said = answer(others.get(one)).body().orElseThrow().toString();
                assertTrue(said.contains("number " + one), said);
            }
            handler.goOn.countDown();
            assertTrue(answer(slow).body().orElseThrow().toString().contains("the slow one"));
            assertEquals(List.of(), left());
        }
    }

    @Test
    void aCallerThatIsKilledLeavesNothingForLong() throws Exception {
        try (Spool spool = open()) {
            Process killed = start(TOKEN, input(20, post("/slow", "x")));
            assertTrue(handler.working.await(60, TimeUnit.SECONDS));
            killed.destroyForcibly().waitFor();
            handler.goOn.countDown();
            // Another one is not given its answer.
            String said = call(post("/next", "mine")).body().orElseThrow().toString();
            assertTrue(said.contains("mine"), said);
            Files.writeString(folder().resolve("17-4.new"), "one that was killed while it wrote");
            for (String name : left()) {
                Files.setLastModifiedTime(
                        folder().resolve(name), FileTime.from(Instant.now().minusSeconds(61)));
            }
            assertEquals(200, call(post("/next", "x")).status());
            assertTrue(left().isEmpty(), left().toString());
            assertEquals(folder(), spool.path());
        }
    }

    @Test
    void aCallerThatGivesUpTakesItsRequestAlong() throws Exception {
        try (Spool _ = open()) {
            SpooledAnswer tired = answer(start(TOKEN, input(1, post("/slow", "x"))));
            assertEquals(503, tired.status());
            assertTrue(
                    tired.body().orElseThrow().toString().contains("still-at-work"),
                    tired.toString());
            assertEquals(List.of(), left());
            handler.goOn.countDown();
            assertEquals(200, call(post("/next", "x")).status());
            assertEquals(List.of(), left(), "nobody was left an answer");
        }
    }

    @Test
    void withoutAnAgentItIsSaidSoAtOnce() throws Exception {
        assertTrue(why(call(SpooledRequest.get("/x"))).startsWith("no flysnap agent"));
        Files.createDirectory(folder());
        Process gone = new ProcessBuilder("true").start();
        assertEquals(0, gone.waitFor());
        Files.writeString(folder().resolve("pid"), gone.pid() + "\n");
        assertTrue(why(call(SpooledRequest.get("/x"))).startsWith("the agent has ended"));
    }

    @Test
    void anAgentThatIsStartedAgainDoesNotTakeOverWhatAnotherHadBegun() throws Exception {
        // As kill -9 leaves it: a request that was taken, and the lock let go.
        Spool first = open();
        Process caller = start(TOKEN, input(20, post("/slow", "x")));
        assertTrue(handler.working.await(60, TimeUnit.SECONDS));
        Path kept = Files.createDirectory(runtime.resolve("kept"));
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                Files.move(file, kept.resolve(file.getFileName()));
            }
        }
        first.close();
        Files.createDirectories(folder());
        try (Stream<Path> files = Files.list(kept)) {
            for (Path file : files.toList()) {
                Files.move(file, folder().resolve(file.getFileName()));
            }
        }
        Files.writeString(
                folder().resolve("17-4.request"),
                TOKEN
                        + "\n"
                        + JsonText.print(
                                Records.write(
                                        SpooledRequest.class,
                                        post("/early", "put there while no agent ran"))));
        try (Spool _ = open()) {
            assertTrue(why(answer(caller)).contains("again"), "its caller asks again");
            Path answered = folder().resolve("17-4.answer");
            while (!Files.exists(answered)) {
                LockSupport.parkNanos(1_000_000);
            }
            assertTrue(Files.readString(answered).contains("while no agent ran"));
        }
        handler.goOn.countDown();
    }

    @Test
    void anAgentThatEndsIsNotWaitedFor() throws Exception {
        Spool spool = open();
        Process caller = start(TOKEN, input(20, post("/slow", "x")));
        assertTrue(handler.working.await(60, TimeUnit.SECONDS));
        spool.close();
        assertFalse(why(answer(caller)).isEmpty());
        handler.goOn.countDown();
        assertFalse(Files.exists(folder()));
    }

    @Test
    void twoAgentsDoNotShareAFolder() throws Exception {
        try (Spool _ = open()) {
            SpoolFolder.open(folder().resolveSibling("another")).close();
            IOException taken = assertThrows(IOException.class, () -> SpoolFolder.open(folder()));
            assertTrue(
                    String.valueOf(taken.getMessage()).startsWith("another agent"),
                    String.valueOf(taken.getMessage()));
        }
        Files.createSymbolicLink(folder(), bin);
        IOException link = assertThrows(IOException.class, () -> SpoolFolder.open(folder()));
        assertTrue(
                String.valueOf(link.getMessage()).endsWith("is no folder"),
                String.valueOf(link.getMessage()));
        assertEquals(Optional.empty(), Spool.open(Map.of(), handler), "nobody could ask it");
    }

    @Test
    @Needs(Ability.MOUNTS)
    void nobodyElsesFolderIsTrusted() throws Exception {
        Files.createDirectory(folder());
        Files.setAttribute(folder(), "unix:uid", 12345);
        IOException notOurs = assertThrows(IOException.class, () -> SpoolFolder.open(folder()));
        assertTrue(
                String.valueOf(notOurs.getMessage()).endsWith("another user"),
                String.valueOf(notOurs.getMessage()));
        Files.writeString(folder().resolve("pid"), ProcessHandle.current().pid() + "\n");
        assertTrue(why(call(SpooledRequest.get("/x"))).contains("another user"));
        assertEquals(List.of(), left(), "it is not shown the token");
        assertTrue(
                whyBesideAgent(0, "sleep", "30").contains("another user"),
                "the agent's number is written into somebody else's folder");
        assertTrue(
                whyBesideAgent(12345, "setpriv", "--reuid", "12345", "sleep", "30")
                        .contains("did not take"),
                "root asks an agent of another user");
    }

    /** What the script says when the folder names a process that has the token. */
    private String whyBesideAgent(int user, String... command) throws Exception {
        ProcessBuilder agent = new ProcessBuilder(command);
        agent.environment().put("FLYSNAP_HOOK_TOKEN", TOKEN);
        Process started = agent.start();
        try {
            Path process = Path.of("/proc", String.valueOf(started.pid()));
            while (!Files.getAttribute(process, "unix:uid").equals(user)) {
                Thread.onSpinWait();
            }
            Files.writeString(folder().resolve("pid"), started.pid() + "\n");
            return why(answer(start(TOKEN, input(1, SpooledRequest.get("/x")))));
        } finally {
            started.destroyForcibly().waitFor();
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void inAFullFolderBothSidesSaySo() throws Exception {
        try (Mounted _ = Mounted.tmpfs(runtime, "64k");
                Spool _ = open()) {
            assertEquals(
                    "the agent's folder has no room for its answer",
                    why(call(SpooledRequest.get("/large"))));
            assertEquals(List.of(), left());
            assertTrue(why(call(post("/x", "x".repeat(200 << 10)))).contains("no room"));
            assertEquals(List.of(), left());
            assertEquals(200, call(post("/x", "x")).status(), "it works again");
        }
    }
}
