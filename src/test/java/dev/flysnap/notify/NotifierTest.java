package dev.flysnap.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others are told, on the wire and in files. */
class NotifierTest {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final Job CREATE = new Job("create", Optional.of("shop"));

    @TempDir private Path directory;
    private final MockWebServer server = new MockWebServer();
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Optional<SecretUrl> url(String path) {
        return Optional.of(SecretUrl.parse(server.url(path).toString()));
    }

    private Notifier notifier(Notifier.Addresses addresses) {
        return Notifier.of(addresses, new Sender(pauses::add, () -> START));
    }

    private Notifier pinging(String path) {
        return notifier(
                new Notifier.Addresses(
                        url(path), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static JobEnd end(int exit, String text) {
        return new JobEnd(CREATE, START, START.plusSeconds(94), exit, text);
    }

    private void answer(int... codes) {
        for (int code : codes) {
            server.enqueue(new MockResponse.Builder().code(code).build());
        }
    }

    private RecordedRequest taken() throws InterruptedException {
        return Optional.ofNullable(server.takeRequest(60, TimeUnit.SECONDS)).orElseThrow();
    }

    private static String line(RecordedRequest request) {
        return request.getMethod() + " " + request.getTarget();
    }

    private static String body(RecordedRequest request) {
        return Optional.ofNullable(request.getBody()).orElseThrow().utf8();
    }

    @Test
    void aDeadMansSwitchHearsStartSuccessAndFailure() throws Exception {
        answer(200, 200, 200);
        try (Notifier notifier = pinging("/ping/secret?x=1")) {
            assertEquals(List.of(), notifier.started(CREATE, START));
            assertEquals(List.of(), notifier.ended(end(0, "Snapshot vs_1 is created.")));
            assertEquals(List.of(), notifier.ended(end(13, "Its grade is too low.")));
        }
        assertEquals("POST /ping/secret/start?x=1", line(taken()));
        RecordedRequest success = taken();
        assertEquals("POST /ping/secret?x=1", line(success));
        assertTrue(body(success).contains("exit code 0 after 94 s\nSnapshot vs_1"));
        RecordedRequest failure = taken();
        assertEquals("POST /ping/secret/fail?x=1", line(failure));
        assertEquals(
                "flysnap create shop: exit code 13 after 94 s\nIts grade is too low.",
                body(failure));
    }

    @Test
    void oneThatIsAwayForAMomentIsTriedAgain() {
        answer(503, 429, 200);
        try (Notifier notifier = pinging("/p")) {
            assertEquals(List.of(), notifier.ended(end(0, "")));
        }
        assertEquals(2, pauses.size());
    }

    @Test
    void whatCannotBeToldIsSaidWithoutTheSecret() {
        answer(404);
        try (Notifier notifier = pinging("/ping/secret")) {
            Problem problem = notifier.ended(end(0, "")).getFirst();
            assertTrue(
                    problem.what().contains("The ping to http://localhost/…")
                            || problem.what().contains("The ping to http://127.0.0.1/…"),
                    problem.what());
            assertTrue(
                    problem.what().endsWith("/… did not arrive: it answered 404."), problem.what());
            assertFalse(problem.toString().contains("secret"), problem.toString());
        }
        assertEquals(List.of(), pauses, "a wrong address stays wrong");
        server.close();
        try (Notifier notifier = pinging("/ping/secret")) {
            Problem problem = notifier.started(CREATE, START).getFirst();
            assertFalse(problem.toString().contains("secret"), problem.toString());
        }
        assertEquals(List.of(), pauses, "nothing waits for a start that cannot be told");
    }

    @Test
    void aWebhookGetsJson() throws Exception {
        answer(200);
        try (Notifier notifier =
                notifier(
                        new Notifier.Addresses(
                                Optional.empty(),
                                url("/hook"),
                                Optional.empty(),
                                Optional.empty()))) {
            assertEquals(List.of(), notifier.ended(end(1, "no \"hook\"")));
        }
        assertEquals(
                JsonText.parseObject(
                        """
                        {"event":"failed","command":"create","app":"shop","started_at":"2026-03-27T10:00:00Z",
                         "ended_at":"2026-03-27T10:01:34Z","seconds":94,"exit_code":1,"text":"no \\"hook\\""}\
                        """),
                JsonText.parseObject(body(taken())));
    }

    @Test
    void aFailureKeepsTheTimeOfTheLastSuccess() throws Exception {
        Path file = directory.resolve("flysnap.prom");
        try (Notifier notifier =
                notifier(
                        new Notifier.Addresses(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(file)))) {
            assertEquals(List.of(), notifier.ended(end(0, "")));
            assertEquals(
                    List.of(),
                    notifier.ended(
                            new JobEnd(
                                    CREATE,
                                    START,
                                    START.plus(Duration.ofDays(1)),
                                    12,
                                    "no token")));
        }
        String metrics = Files.readString(file);
        String labels = "{command=\"create\",app=\"shop\"} ";
        long success = START.plusSeconds(94).getEpochSecond();
        assertTrue(metrics.contains("flysnap_last_exit_code" + labels + "12\n"), metrics);
        assertTrue(
                metrics.contains(
                        "flysnap_last_success_timestamp_seconds" + labels + success + "\n"),
                metrics);
    }

    @Test
    void aPushGatewayGetsAGroupForEachApp() throws Exception {
        answer(200, 200);
        try (Notifier notifier =
                notifier(
                        new Notifier.Addresses(
                                Optional.empty(), Optional.empty(), url("/"), Optional.empty()))) {
            assertEquals(List.of(), notifier.ended(end(0, "")));
            assertEquals(List.of(), notifier.ended(end(1, "")));
        }
        RecordedRequest success = taken();
        assertEquals("POST /metrics/job/flysnap/command/create/app/shop", line(success));
        assertTrue(body(success).contains("flysnap_last_success_timestamp_seconds{"));
        assertFalse(
                body(taken()).contains("flysnap_last_success"),
                "the gateway keeps the time of the last success");
    }

    @Test
    void aSecretIsNeverSentInTheClearOrShown() {
        for (String wrong :
                List.of("http://hc-ping.com/secret", "hc-ping.com/secret", "ftp://x/secret")) {
            String message =
                    String.valueOf(
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> SecretUrl.parse(wrong))
                                    .getMessage());
            assertFalse(message.contains("secret/") || message.contains("/secret"), message);
        }
        assertEquals(
                "https://hc-ping.com/…", SecretUrl.parse("https://hc-ping.com/secret").toString());
    }

    @Test
    void ofALongTextTheEndIsKept() {
        JobEnd end = end(1, "x".repeat(50_000) + "\nthe problem");
        assertTrue(end.text().endsWith("the problem"));
        assertEquals(10_000, end.text().length());
    }
}
