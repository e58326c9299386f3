package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectHookTest {
    private static final Duration HOLD = Duration.ofMillis(1500);

    private static FlysnapException failing(HookOnTheWire hook) {
        return assertThrows(
                FlysnapException.class, () -> hook.direct().quiesce("run_a/1", HOLD, List.of()));
    }

    @Test
    void aTokenThatIsNoneIsNotCalledMissing() {
        assertEquals("hook-token-missing", codeOf(" "));
        assertEquals("hook-token-malformed", codeOf("x".repeat(31)));
        assertEquals("hook-token-malformed", codeOf("two words " + "x".repeat(31)));
    }

    private static String codeOf(String token) {
        return assertThrows(FlysnapException.class, () -> HookToken.parse(token)).problem().code();
    }

    @Test
    void aQuiesceIsAskedForAndItsEndReckonedFromTheSending() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            Instant sent = hook.now();
            hook.answers(200, HookOnTheWire.QUIESCED)
                    .answers(200, "{\"intact\":true,\"held_ms\":31}");
            Quiesced quiesced = hook.direct().quiesce("run_a/1", HOLD, List.of("main"));
            assertEquals("L1", quiesced.lease());
            assertEquals(sent.plusMillis(1500), quiesced.expiresAt());
            assertEquals(Optional.of("1857156b526dd8"), quiesced.machine());
            assertEquals("main", quiesced.answer().databases().getFirst().name());
            assertEquals(new Resumed.Intact(31), hook.direct().resume(quiesced.lease()));
            assertEquals(
                    "Bearer " + HookOnTheWire.SECRET,
                    hook.request().getHeaders().get("Authorization"));
            assertEquals("POST /flysnap/v1/resume {\"lease\":\"L1\"}", hook.line());
        }
    }

    @Test
    void theRequestSaysWhatTheContractSays() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(200, HookOnTheWire.QUIESCED).answers(200, HookOnTheWire.QUIESCED);
            hook.direct().quiesce("run_a/1", HOLD, List.of("main"));
            hook.direct().quiesce("run_a/2", Duration.ZERO, List.of());
            assertEquals(
                    "POST /flysnap/v1/quiesce {\"attempt\":\"run_a/1\",\"hold_ms\":1500,\"databases\":[\"main\"]}",
                    hook.line());
            assertEquals(
                    "POST /flysnap/v1/quiesce {\"attempt\":\"run_a/2\",\"hold_ms\":0}",
                    hook.line());
        }
    }

    @Test
    void aLostAnswerIsAskedForAgainAndTheTimeRunsFromTheFirstSending() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            Instant sent = hook.now();
            hook.answers(
                            new MockResponse.Builder()
                                    .body(HookOnTheWire.QUIESCED)
                                    .onResponseStart(new SocketEffect.CloseSocket()))
                    .answers(200, HookOnTheWire.QUIESCED);
            Quiesced quiesced = hook.direct().quiesce("run_a/1", HOLD, List.of());
            assertEquals(hook.line(), hook.line(), "the same attempt, so the same lease");
            assertEquals(sent.plusMillis(1500), quiesced.expiresAt());
            assertTrue(quiesced.answeredAt().isAfter(sent), "time passed in between");
        }
    }

    @Test
    void aBusyDatabaseIsTriedAgainWhenTheHookSaysAndThenGivenUp() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            for (int i = 0; i < 5; i++) {
                hook.answers(
                        new MockResponse.Builder()
                                .code(503)
                                .addHeader("Retry-After", "2")
                                .body(
                                        "{\"error\":{\"code\":\"database-busy\",\"message\":\"a checkpoint is under way\",\"next\":\"x\"}}"));
            }
            FlysnapException gaveUp = failing(hook);
            assertEquals("hook-database-busy", gaveUp.problem().code());
            assertEquals(List.of(Duration.ofSeconds(2), Duration.ofSeconds(2)), hook.paused);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "401 | unauthorised         | hook-not-authorised    | NOT_AUTHORISED",
                "401 | -                    | hook-not-authorised    | NOT_AUTHORISED",
                "403 | -                    | hook-not-authorised    | NOT_AUTHORISED",
                "404 | database-unknown     | hook-database-unknown  | FAILED",
                "404 | their_own_word       | hook-database-unknown  | FAILED",
                "404 | no-such-path         | hook-answer-unexpected | FAILED",
                "404 | -                    | hook-answer-unexpected | FAILED",
                "405 | method-not-allowed   | hook-answer-unexpected | FAILED",
                "302 | -                    | hook-answer-unexpected | FAILED",
                "409 | lease-active         | hook-lease-active      | FAILED",
                "409 | -                    | hook-lease-active      | FAILED",
                "410 | attempt-over         | hook-attempt-over      | FAILED",
                "400 | hold-too-long        | hook-hold-too-long     | USAGE",
                "400 | bad-request          | hook-failed            | FAILED",
                "500 | failed               | hook-failed            | FAILED",
                "503 | database-absent      | hook-not-ready         | FAILED",
                "503 | -                    | hook-not-ready         | FAILED"
            })
    void eachRefusalHasItsOwnProblem(int status, String code, String problem, ExitCode exit) {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            String body =
                    code == null
                            ? "<html>"
                            : "{\"error\":{\"code\":\"%s\",\"message\":\"so it is\"}}"
                                    .formatted(code);
            for (int i = 0; i < 3; i++) {
                hook.answers(
                        new MockResponse.Builder()
                                .code(status)
                                .addHeader("Location", "http://127.0.0.1:1/")
                                .body(body));
            }
            FlysnapException refused = failing(hook);
            assertEquals(problem, refused.problem().code());
            assertEquals(exit, refused.problem().exit());
            assertEquals(
                    code != null,
                    refused.problem().why().contains("so it is"),
                    refused.getMessage());
            assertFalse(String.valueOf(refused.getMessage()).contains(HookOnTheWire.SECRET));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>hello</html>", "[]", "{}", "{\"lease\":\"L\"}", "\"ok\""})
    void whatDoesNotSpeakTheContractIsNotBelieved(String junk) {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(200, junk);
            assertEquals("hook-answer-unexpected", failing(hook).problem().code());
        }
    }

    @Test
    void aHugeAnswerIsNotRead() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            for (int i = 0; i < 3; i++) {
                hook.answers(
                        new MockResponse.Builder()
                                .body("[]")
                                .setHeader("Content-Length", 100L << 20));
            }
            FlysnapException refused = failing(hook);
            assertTrue(refused.problem().what().contains("larger"), refused.getMessage());
        }
    }

    @Test
    void anotherMachinesHoldIsLetGoAtOnce() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(200, HookOnTheWire.QUIESCED.replace("1857156b526dd8", "73d8d46dbee589"))
                    .answers(200, "{\"intact\":true,\"held_ms\":1}");
            FlysnapException refused = failing(hook);
            assertEquals("hook-wrong-machine", refused.problem().code());
            assertTrue(refused.problem().what().contains("73d8d46dbee589"));
            hook.request();
            assertEquals("POST /flysnap/v1/resume {\"lease\":\"L1\"}", hook.line());
        }
    }

    @Test
    void aDatabaseThatWasNotAnsweredForIsMissed() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(200, HookOnTheWire.QUIESCED)
                    .answers(200, "{\"intact\":true,\"held_ms\":1}");
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> hook.direct().quiesce("run_a/1", HOLD, List.of("main", "other")));
            assertEquals("hook-database-unknown", refused.problem().code());
            assertEquals(2, hook.server.getRequestCount(), "and its hold is let go");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"intact\":true,\"held_ms\":7}                                     | Intact[heldMs=7]",
                "200 | {\"intact\":false,\"held_ms\":7}                                    | Lapsed[heldMs=7]",
                "410 | {\"error\":{\"code\":\"lease-lapsed\",\"message\":\"m\",\"held_ms\":9}} | Lapsed[heldMs=9]",
                "410 | {\"error\":{\"code\":\"hold-broken\",\"message\":\"m\",\"held_ms\":9}}  | Broken[heldMs=9, what=m]",
                "410 | gone                                                                | Lapsed[heldMs=0]",
                "404 | {\"error\":{\"code\":\"lease-unknown\",\"message\":\"m\"}}            | Unknown[]"
            })
    void howAHoldEndedIsTold(int status, String body, String resumed) {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(status, body);
            assertEquals(resumed, hook.direct().resume("L1").toString());
        }
    }

    @Test
    void aNotFoundOfAnyWebServerIsNoAnswerToAResume() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(404, "<html>not found</html>");
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> hook.direct().resume("L1"));
            assertEquals("hook-answer-unexpected", refused.problem().code());
        }
    }

    @Test
    void noTwoClientsAskAgainInStep() {
        Set<List<Duration>> different = new HashSet<>();
        for (int client = 0; client < 5; client++) {
            try (HookOnTheWire hook = new HookOnTheWire()) {
                for (int i = 0; i < 3; i++) {
                    hook.answers(new MockResponse.Builder().code(503));
                }
                FlysnapException _ = failing(hook);
                assertEquals(2, hook.paused.size(), "it was tried three times");
                assertTrue(
                        hook.paused.stream().allMatch(it -> it.toMillis() <= 600),
                        () -> "pauses: " + hook.paused);
                different.add(List.copyOf(hook.paused));
            }
        }
        assertTrue(different.size() > 1, "all paused for as long");
    }

    @Test
    void aHookThatCannotBeReachedIsToldWithTheWaysThereAre() {
        HookOnTheWire hook = new HookOnTheWire();
        Quiescer quiescer = hook.direct();
        hook.close();
        FlysnapException refused = assertThrows(FlysnapException.class, quiescer::status);
        assertEquals("hook-unreachable", refused.problem().code());
        String next = refused.problem().next();
        for (String way : List.of("exec", "public", "flyctl")) {
            assertTrue(next.contains("--via " + way), way);
        }
        assertFalse(next.contains("--via direct"), "that is the one that failed");
        assertTrue(next.contains("https://" + HookOnTheWire.SHOP + ".fly.dev"), next);
        assertEquals(2, hook.paused.size(), "it was tried three times");
    }

    @Test
    void aHookThatDripsEndsAtTheTimeLimit() {
        try (HookOnTheWire hook = new HookOnTheWire(Duration.ofMillis(800))) {
            for (int i = 0; i < 3; i++) {
                hook.answers(
                        new MockResponse.Builder()
                                .body(HookOnTheWire.QUIESCED)
                                .throttleBody(1, 200, TimeUnit.MILLISECONDS));
            }
            assertEquals("hook-unreachable", failing(hook).problem().code());
        }
    }

    @Test
    void theStatusIsRead() {
        try (HookOnTheWire hook = new HookOnTheWire()) {
            hook.answers(
                    200,
                    "{\"level\":2,\"machine_id\":\"1857156b526dd8\",\"databases\":[{\"name\":\"main\",\"path\":\"/data/app.db\",\"present\":true,\"free_bytes\":5}]}");
            assertEquals(2, hook.direct().status().level());
            assertEquals("GET /flysnap/v1/status", hook.line());
            hook.answers(200, "{\"level\":2,\"machine_id\":\"73d8d46dbee589\",\"databases\":[]}");
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> hook.direct().status());
            assertEquals("hook-wrong-machine", refused.problem().code());
        }
    }
}
