package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.model.MachineState;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes nothing is asked again, a bounded number of times and for a bounded time. */
class ReadIsAskedAgainTest {

    static Stream<MockResponse.Builder> passingTroubles() {
        MockResponse.Builder good = new MockResponse.Builder().body("[]");
        return Stream.of(
                new MockResponse.Builder().code(408),
                new MockResponse.Builder().code(429),
                new MockResponse.Builder().code(500),
                new MockResponse.Builder().code(502).body("<html>bad gateway</html>"),
                new MockResponse.Builder().code(503).addHeader("Retry-After", "0"),
                new MockResponse.Builder().code(504),
                good.clone().onRequestStart(new SocketEffect.CloseSocket()),
                good.clone().onResponseStart(new SocketEffect.CloseSocket()),
                good.clone().body(" ".repeat(4096)).onResponseBody(new SocketEffect.CloseSocket()));
    }

    @ParameterizedTest
    @MethodSource("passingTroubles")
    void aReadSurvivesAPassingTrouble(MockResponse.Builder trouble) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(trouble).answers(200, "[]");
            assertEquals(List.of(), fly.api.volumes().list(SHOP));
            assertEquals(2, fly.server.getRequestCount());
            assertEquals(
                    List.of("volume.list shop", "volume.list shop"),
                    fly.paced,
                    "each attempt is paced");
            assertEquals(1, fly.paused.size(), "the one layer that retries is ours");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 401, 403, 404, 409, 422, 501})
    void aReadThatWasAnsweredForGoodIsNotAskedAgain(int status) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                            new MockResponse.Builder()
                                    .code(status)
                                    .addHeader("Location", "/v1/elsewhere"))
                    .answers(200, "[]");
            FlyException failure =
                    assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
            assertEquals(1, fly.server.getRequestCount());
            assertEquals(Outcome.NOT_DONE, failure.outcome(), "a read changes nothing");
        }
    }

    @Test
    void readingEndsAfterSoManyAttempts() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            for (int i = 0; i < 2 * RetryPolicy.MAX_ATTEMPTS; i++) {
                fly.answers(503, "{\"error\":\"down\"}");
            }
            FlyException failure =
                    assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
            assertEquals(RetryPolicy.MAX_ATTEMPTS, fly.server.getRequestCount());
            assertEquals("fly-failed", failure.problem().code());
        }
    }

    @Test
    void readingEndsAfterSoLongATime() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            for (int i = 0; i < RetryPolicy.MAX_ATTEMPTS; i++) {
                fly.answers(new MockResponse.Builder().code(429).addHeader("Retry-After", "25"));
            }
            assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
            assertEquals(List.of(Duration.ofSeconds(25), Duration.ofSeconds(25)), fly.paused);
        }
    }

    @Test
    void aTimeToComeBackAtIsKept() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            String inFourSeconds =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            fly.now().plusSeconds(4).atZone(ZoneOffset.UTC));
            fly.answers(
                            new MockResponse.Builder()
                                    .code(503)
                                    .addHeader("Retry-After", inFourSeconds))
                    .answers(
                            new MockResponse.Builder()
                                    .code(503)
                                    .addHeader("Retry-After", "when pigs fly"))
                    .answers(
                            new MockResponse.Builder().code(503).addHeader("Retry-After", "99999"));
            assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
            assertEquals(2, fly.paused.size(), "a day is not waited for");
            assertEquals(Duration.ofSeconds(4), fly.paused.getFirst());
            assertTrue(isAbout(400, fly.paused.getLast()), "no date: " + fly.paused);
        }
    }

    /** Whether jitter of half of it, more or less, explains the difference. */
    private static boolean isAbout(long expectedMs, Duration pause) {
        return pause.toMillis() >= expectedMs / 2 && pause.toMillis() <= expectedMs * 3 / 2;
    }

    @Test
    void pausesGrowAndNoTwoClientsKeepStep() {
        Set<List<Duration>> different = new HashSet<>();
        int clients = 5;
        for (int client = 0; client < clients; client++) {
            try (FlyOnTheWire fly = new FlyOnTheWire()) {
                for (int i = 0; i < RetryPolicy.MAX_ATTEMPTS; i++) {
                    fly.answers(503, "");
                }
                assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
                List<Long> expectedMs = List.of(200L, 400L, 800L, 1600L);
                for (int i = 0; i < expectedMs.size(); i++) {
                    assertTrue(isAbout(expectedMs.get(i), fly.paused.get(i)), "" + fly.paused);
                }
                different.add(List.copyOf(fly.paused));
            }
        }
        assertEquals(clients, different.size(), "clients that failed together came back together");
    }

    @Test
    void aHugeAnswerIsNotReadWhole() {
        long size = 100L << 20;
        for (boolean announced : new boolean[] {true, false}) {
            AtomicLong written = new AtomicLong();
            MockResponseBody huge = new HugeBody(size, announced, written);
            try (FlyOnTheWire fly = new FlyOnTheWire()) {
                MockResponse.Builder answer = new MockResponse.Builder().body(huge);
                fly.answers(
                                announced
                                        ? answer
                                        // Without a length the body ends with the connection.
                                        : answer.removeHeader("Content-Length")
                                                .onResponseEnd(new SocketEffect.CloseSocket()))
                        .answers(200, "[]");
                FlyException failure =
                        assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
                assertEquals("fly-answer-too-large", failure.problem().code());
                assertEquals(1, fly.server.getRequestCount(), "it would be as large again");
            }
            assertTrue(
                    written.get() < 3 * HttpTransport.MAX_ANSWER_BYTES,
                    written + " bytes left the server, announced: " + announced);
        }
    }

    private record HugeBody(long size, boolean announced, AtomicLong written)
            implements MockResponseBody {
        @Override
        public long getContentLength() {
            return announced ? size : -1;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            byte[] spaces = new byte[1 << 16];
            while (written.get() < size) {
                sink.write(spaces);
                sink.flush();
                written.addAndGet(spaces.length);
            }
        }
    }

    @Test
    void anAnswerThatDripsEndsAtTheTimeLimit() {
        try (FlyOnTheWire fly = new FlyOnTheWire(Duration.ofMillis(300))) {
            for (int i = 0; i < RetryPolicy.MAX_ATTEMPTS; i++) {
                fly.answers(
                        new MockResponse.Builder()
                                .body("[" + " ".repeat(10_000) + "]")
                                .throttleBody(1, 50, TimeUnit.MILLISECONDS));
            }
            long start = System.nanoTime();
            FlyException failure =
                    assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP));
            assertEquals("fly-no-answer", failure.problem().code());
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10));
        }
    }

    @Test
    void junkIsAskedAgainAndToldWhenItStays() {
        for (String junk :
                List.of("<html>", "", "{}", "\"x\"", "[1]", "[{}]", "[{\"id\":\"v\"}]")) {
            try (FlyOnTheWire fly = new FlyOnTheWire()) {
                fly.answers(200, junk).answers(200, "[]");
                assertEquals(List.of(), fly.api.volumes().list(SHOP), junk);
            }
            try (FlyOnTheWire fly = new FlyOnTheWire()) {
                for (int i = 0; i < RetryPolicy.MAX_ATTEMPTS; i++) {
                    fly.answers(200, junk);
                }
                FlyException failure =
                        assertThrows(FlyException.class, () -> fly.api.volumes().list(SHOP), junk);
                assertEquals("fly-answer-unexpected", failure.problem().code(), junk);
                assertEquals(Outcome.NOT_DONE, failure.outcome());
            }
        }
    }

    @Test
    void aWaitThatEndsTooEarlyIsNoError() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                            408,
                            "{\"error\":\"deadline_exceeded: machine failed to reach desired state, started, currently stopped\"}")
                    .answers(502, "")
                    .answers(200, "{\"ok\":true}");
            assertFalse(wait(fly), "the state did not come in time");
            assertEquals(1, fly.server.getRequestCount(), "its 408 is an answer");
            assertEquals(
                    "/v1/apps/shop/machines/73d8d46dbee589/wait?state=stopped&timeout=7&instance_id=01G3",
                    fly.request().getTarget());
            assertTrue(wait(fly), "a bad gateway is asked again");
        }
    }

    private static boolean wait(FlyOnTheWire fly) {
        return fly.api
                .machines()
                .waitFor(
                        SHOP,
                        MACHINE,
                        MachineState.STOPPED,
                        Optional.of("01G3"),
                        Duration.ofSeconds(7));
    }

    @Test
    void aWaitMayTakeLongerThanOtherCalls() {
        try (FlyOnTheWire fly = new FlyOnTheWire(Duration.ofMillis(200))) {
            fly.answers(
                    new MockResponse.Builder()
                            .body("{\"ok\":true}")
                            .headersDelay(700, TimeUnit.MILLISECONDS));
            assertTrue(wait(fly));
        }
    }

    @Test
    void aReadOutlivesAConnectionThatTheServerClosed() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                            new MockResponse.Builder()
                                    .body("[]")
                                    .onResponseEnd(new SocketEffect.CloseSocket()))
                    .answers(200, "[]")
                    .answers(200, "[]");
            fly.api.volumes().list(SHOP);
            assertEquals(List.of(), fly.api.snapshots().list(SHOP, VOLUME));
        }
    }
}
