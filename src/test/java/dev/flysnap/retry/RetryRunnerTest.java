package dev.flysnap.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRunnerTest {
    private static final RetryPauses EVERY_SECOND = RetryPauses.every(Duration.ofSeconds(1));

    private Instant now = Instant.EPOCH;
    private final List<Duration> pauses = new ArrayList<>();
    private final RetryRunner runner = new RetryRunner(this::sleep, () -> now);

    private void sleep(Duration pause) {
        pauses.add(pause);
        now = now.plus(pause);
    }

    private static RetryRules<String> untilGood(int maxAttempts, RetryPauses between) {
        return RetryRules.forAnswers(
                maxAttempts, between, answer -> !answer.equals("good"), _ -> Optional.empty());
    }

    @Test
    void anAttemptIsRepeatedUntilItsAnswerIsGood() {
        Iterator<String> answers = List.of("bad", "worse", "good").iterator();
        assertEquals("good", runner.run(untilGood(5, EVERY_SECOND), answers::next));
        assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)), pauses);
    }

    @Test
    void afterTheLastAttemptItsAnswerIsReturned() {
        Iterator<String> answers = List.of("bad", "worse").iterator();
        assertEquals("worse", runner.run(untilGood(2, EVERY_SECOND), answers::next));
    }

    @Test
    void onlyFailuresThatTheRulesNameAreRepeated() {
        RetryRules<String> rules =
                RetryRules.forFailures(
                        3, EVERY_SECOND, thrown -> thrown instanceof IllegalStateException);
        Iterator<RuntimeException> failures =
                List.of(
                                new IllegalStateException("once"),
                                new UnsupportedOperationException("for good"))
                        .iterator();
        RuntimeException last =
                assertThrows(
                        UnsupportedOperationException.class,
                        () ->
                                runner.run(
                                        rules,
                                        () -> {
                                            throw failures.next();
                                        }));
        assertEquals("for good", last.getMessage());
        assertEquals(1, pauses.size());
    }

    @Test
    void aFailureIsThrownWhenItsAttemptsAreUsedUp() {
        RetryRules<String> rules = RetryRules.forFailures(3, EVERY_SECOND, _ -> true);
        assertThrows(
                IllegalStateException.class,
                () ->
                        runner.run(
                                rules,
                                () -> {
                                    throw new IllegalStateException();
                                }));
        assertEquals(2, pauses.size());
    }

    @Test
    void noAttemptStartsAfterTheTimeLimit() {
        RetryRules<String> rules = untilGood(100, EVERY_SECOND).within(Duration.ofSeconds(4));
        assertEquals("bad", runner.run(rules, () -> "bad"));
        assertEquals(Duration.ofSeconds(4), Duration.between(Instant.EPOCH, now));
    }

    @Test
    void aRequestedPauseReplacesTheUsualOne() {
        Iterator<String> answers = List.of("bad", "good").iterator();
        RetryRules<String> rules =
                RetryRules.forAnswers(
                        5,
                        RetryPauses.growing(Duration.ofMillis(200), 2.0, Duration.ofSeconds(30)),
                        answer -> !answer.equals("good"),
                        _ -> Optional.of(Duration.ofSeconds(7)));
        assertEquals("good", runner.run(rules, answers::next));
        assertEquals(List.of(Duration.ofSeconds(7)), pauses);
    }

    @Test
    void aRequestedPauseThatIsTooLongEndsTheAttempts() {
        RetryRules<String> rules =
                RetryRules.forAnswers(
                        5,
                        RetryPauses.growing(Duration.ofMillis(200), 2.0, Duration.ofSeconds(30)),
                        _ -> true,
                        _ -> Optional.of(Duration.ofSeconds(31)));
        assertEquals("bad", runner.run(rules, () -> "bad"));
        assertEquals(List.of(), pauses);
    }

    @Test
    void growingPausesDoubleUpToTheirLimitWithJitter() {
        RetryPauses growing =
                RetryPauses.growing(Duration.ofMillis(200), 2.0, Duration.ofSeconds(1));
        IntStream.rangeClosed(1, 10)
                .forEach(failed -> {
                    long usual = Math.min(200L << (failed - 1), 1000);
                    long pause = growing.after(failed).toMillis();
                    assertTrue(
                            pause >= usual / 2 - 1 && pause <= Math.min(usual * 3 / 2 + 1, 1000),
                            () -> "attempt " + failed + ": " + pause + " ms");
                });
    }
}
