package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong: one request arrives, and the outcome is told as it is known. */
class ChangeIsSentOnceTest {
    private static final String NO_ANSWER = "no answer in time";

    /** One change of each method: with a body, without one. */
    private static final Map<String, Consumer<FlyApi>> CHANGES =
            new TreeMap<>(
                    Map.of(
                            "POST without body", api -> api.snapshots().request(SHOP, VOLUME),
                            "POST with body",
                                    api -> api.machines().stop(SHOP, MACHINE, Optional.empty()),
                            "PUT", api -> api.volumes().extend(SHOP, VOLUME, 3),
                            "DELETE",
                                    api ->
                                            api.machines()
                                                    .delete(
                                                            SHOP,
                                                            MACHINE,
                                                            true,
                                                            Optional.empty())));

    record Case(String name, MockResponse.Builder answer, Outcome outcome) {
        /** For a call: short where it runs out. */
        Duration limit() {
            return name.equals(NO_ANSWER) ? Duration.ofMillis(700) : Duration.ofSeconds(20);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                status(307, Outcome.UNKNOWN),
                status(308, Outcome.UNKNOWN),
                status(303, Outcome.UNKNOWN),
                status(400, Outcome.NOT_DONE),
                status(401, Outcome.NOT_DONE),
                status(407, Outcome.UNKNOWN),
                status(408, Outcome.UNKNOWN),
                status(409, Outcome.NOT_DONE),
                status(421, Outcome.NOT_DONE),
                status(422, Outcome.NOT_DONE),
                status(500, Outcome.UNKNOWN),
                status(502, Outcome.UNKNOWN),
                status(503, Outcome.UNKNOWN),
                status(504, Outcome.UNKNOWN),
                new Case(
                        "dropped before the request is read",
                        good().onRequestStart(new SocketEffect.CloseSocket()),
                        Outcome.UNKNOWN),
                new Case(
                        "dropped after the request was read",
                        good().onResponseStart(new SocketEffect.CloseSocket()),
                        Outcome.UNKNOWN),
                new Case(
                        "half a body",
                        good().body("x".repeat(4096))
                                .onResponseBody(new SocketEffect.CloseSocket()),
                        Outcome.UNKNOWN),
                new Case(
                        NO_ANSWER,
                        good().onResponseStart(SocketEffect.Stall.INSTANCE),
                        Outcome.UNKNOWN));
    }

    private static Case status(int code, Outcome outcome) {
        return new Case(
                "HTTP " + code,
                new MockResponse.Builder()
                        .code(code)
                        .addHeader("Location", "/v1/elsewhere")
                        .addHeader("Retry-After", "0")
                        .addHeader("Proxy-Authenticate", "Basic realm=\"x\"")
                        .addHeader("fly-request-id", "01REQUEST-ams")
                        .body("{\"error\":\"so it is\"}"),
                outcome);
    }

    private static MockResponse.Builder good() {
        return new MockResponse.Builder().code(200).body("{}");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aChangeArrivesOnceAndItsOutcomeIsTold(Case trouble) {
        CHANGES.forEach((name, change) -> {
            try (FlyOnTheWire fly = new FlyOnTheWire(trouble.limit())) {
                fly.answers(trouble.answer()).answers(200, "{}").answers(200, "{}");
                FlyException failure =
                        assertThrows(FlyException.class, () -> change.accept(fly.api), name);
                assertEquals(trouble.outcome(), failure.outcome(), name);
                assertEquals(1, fly.server.getRequestCount(), name + ": requests that arrived");
                assertEquals(1, fly.paced.size(), name + ": attempts");
            }
        });
    }

    @Test
    void anErrorKeepsWhatFlySupportAsksFor() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(status(503, Outcome.UNKNOWN).answer());
            FlyException failure =
                    assertThrows(
                            FlyException.class, () -> fly.api.snapshots().request(SHOP, VOLUME));
            assertEquals(Optional.of(503), failure.status());
            assertTrue(failure.problem().why().contains("01REQUEST-ams"), failure.getMessage());
            assertTrue(failure.problem().what().contains(VOLUME.value()), failure.getMessage());
        }
    }

    @Test
    void aChangeThatTheRateLimiterTurnedAwayIsAskedAgain() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(new MockResponse.Builder().code(429).addHeader("Retry-After", "2"))
                    .answers(429, "")
                    .answers(200, "{\"Msg\":{\"backup\":{\"graph_id\":\"vs_abcdefgh\"}}}");
            assertEquals(
                    "vs_abcdefgh",
                    fly.api.snapshots().request(SHOP, VOLUME).announcedId().orElseThrow().value());
            assertEquals(3, fly.server.getRequestCount());
            assertEquals(Duration.ofSeconds(2), fly.paused.getFirst());
        }
    }

    @Test
    void aRateLimiterThatNeverLetsGoEndsInNotDone() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            for (int i = 0; i < 2 * RetryPolicy.MAX_ATTEMPTS; i++) {
                fly.answers(429, "{\"error\":\"slow down\"}");
            }
            FlyException failure =
                    assertThrows(
                            FlyException.class, () -> fly.api.snapshots().request(SHOP, VOLUME));
            assertEquals("fly-too-many-requests", failure.problem().code());
            assertEquals(Outcome.NOT_DONE, failure.outcome());
            assertEquals(RetryPolicy.MAX_ATTEMPTS, fly.server.getRequestCount());
        }
    }

    @Test
    void whereNobodyListensNothingWasDone() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        AtomicInteger attempts = new AtomicInteger();
        try (FlyApi api =
                FlyApi.of(
                        FlySettings.of(
                                URI.create("http://127.0.0.1:" + nobody),
                                FlyToken.parse("x"),
                                "flysnap/test"),
                        (action, target) -> attempts.incrementAndGet(),
                        pause -> {},
                        () -> Instant.EPOCH)) {
            FlyException failure =
                    assertThrows(FlyException.class, () -> api.snapshots().request(SHOP, VOLUME));
            assertEquals("fly-unreachable", failure.problem().code());
            assertEquals(Outcome.NOT_DONE, failure.outcome());
            assertEquals(RetryPolicy.MAX_ATTEMPTS, attempts.get());
        }
    }

    @Test
    void aGoodAnswerThatMakesNoSenseLeavesTheOutcomeOpen() {
        Json.Obj config = Json.Obj.empty().with("image", "x");
        for (String junk : new String[] {"<html>", "", "[]", "{}", "{\"id\":7}", "{\"id\":\"x"}) {
            try (FlyOnTheWire fly = new FlyOnTheWire()) {
                fly.answers(200, junk).answers(200, "{}");
                FlyException failure =
                        assertThrows(
                                FlyException.class,
                                () ->
                                        fly.api
                                                .machines()
                                                .update(
                                                        SHOP,
                                                        MACHINE,
                                                        new UpdateMachine(
                                                                config, true, Optional.empty())),
                                junk);
                assertEquals("fly-answer-unexpected", failure.problem().code(), junk);
                assertEquals(Outcome.UNKNOWN, failure.outcome(), junk);
                assertEquals(1, fly.server.getRequestCount(), junk);
            }
        }
    }

    /**
     * A server may close a kept connection at any time, and whatever is on its way then is lost
     * without trace; so each change has a connection of its own.
     */
    @Test
    void aChangeDoesNotTrustAConnectionThatWasKept() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(200, "[]").answers(200, "{}").answers(200, "{}").answers(200, "[]");
            fly.api.volumes().list(SHOP);
            fly.api.machines().start(SHOP, MACHINE, Optional.empty());
            fly.api.machines().cordon(SHOP, MACHINE, Optional.empty());
            fly.api.volumes().list(SHOP);
            assertEquals(
                    List.of(0, 1, 2, 0),
                    Stream.generate(fly::request)
                            .limit(4)
                            .map(RecordedRequest::getConnectionIndex)
                            .toList(),
                    "reads share a connection, changes do not");
        }
    }
}
