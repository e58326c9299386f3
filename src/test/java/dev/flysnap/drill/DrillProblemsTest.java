package dev.flysnap.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A drill has three outcomes, and whoever reads its exit code knows which. */
class DrillProblemsTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static ExitCode outcome(String code, ExitCode elsewhere, Optional<Duration> maxRto) {
        return DrillProblems.told(
                        new Problem(code, elsewhere, "What.", "Why.", "Next."),
                        new DrillRequest.Budgets(maxRto, Optional.empty(), Optional.empty()),
                        TIMEOUT)
                .exit();
    }

    @Test
    void whatSaysNothingOfTheDataCouldNotBeRun() {
        Map<ExitCode, ExitCode> outcomes = new EnumMap<>(ExitCode.class);
        for (ExitCode elsewhere : ExitCode.values()) {
            outcomes.put(elsewhere, outcome("any", elsewhere, Optional.empty()));
        }
        assertEquals(
                Map.of(
                        ExitCode.DONE, ExitCode.FAILED,
                        ExitCode.FAILED, ExitCode.FAILED,
                        ExitCode.USAGE, ExitCode.USAGE,
                        ExitCode.PARTLY_DONE, ExitCode.FAILED,
                        ExitCode.NEEDS_OPERATOR, ExitCode.NEEDS_OPERATOR,
                        ExitCode.LOCKED, ExitCode.FAILED,
                        ExitCode.NOT_AUTHORISED, ExitCode.NEEDS_OPERATOR,
                        ExitCode.CHECK_NOT_MET, ExitCode.FAILED,
                        ExitCode.INTERRUPTED, ExitCode.INTERRUPTED),
                outcomes);
    }

    @Test
    void aCopyThatIsDamagedHasFailed() {
        assertEquals(
                ExitCode.CHECK_NOT_MET,
                outcome("copy-damaged", ExitCode.CHECK_NOT_MET, Optional.empty()));
    }

    @Test
    void withoutAVerdictInTimeOnlyABudgetOfThatTimeIsNotMet() {
        assertEquals(ExitCode.FAILED, slow(Optional.empty()));
        assertEquals(ExitCode.FAILED, slow(Optional.of(TIMEOUT.plusSeconds(1))));
        assertEquals(ExitCode.CHECK_NOT_MET, slow(Optional.of(TIMEOUT)));
    }

    private static ExitCode slow(Optional<Duration> maxRto) {
        return outcome("verifier-too-slow", ExitCode.CHECK_NOT_MET, maxRto);
    }
}
