package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a drill found.
 *
 * @param source what was restored, for people
 * @param takenAt when Fly took it, as far as that is known
 * @param region where it was restored to
 * @param checks all that was checked, met or not
 * @param rto from the start until the data was verified
 * @param rpo how old the newest data was that a restore would have brought back; absent = unknown
 * @param lostRows how many rows of the app's canary a restore would have lost; absent = not asked,
 *     not known, or another source was restored
 * @param steps in their order
 * @param took from the start until all was removed
 */
public record DrillReport(
        RunId run,
        AppName app,
        Instant at,
        String source,
        Optional<Instant> takenAt,
        Region region,
        List<DrillCheck> checks,
        Duration rto,
        Optional<Duration> maxRto,
        Optional<Rpo> rpo,
        Optional<Duration> maxRpo,
        Optional<Long> lostRows,
        List<DrillStep> steps,
        Duration took,
        DrillCost cost,
        Verdict verdict) {
    public DrillReport {
        checks = List.copyOf(checks);
        steps = List.copyOf(steps);
    }

    /**
     * @param basis where that is known from, for people
     */
    public record Rpo(Duration age, String basis) {}

    public boolean passed() {
        return checks.stream().allMatch(DrillCheck::isMet);
    }

    public ExitCode exitCode() {
        return passed() ? ExitCode.DONE : ExitCode.CHECK_NOT_MET;
    }

    /** Those that are not met. */
    public List<DrillCheck> failures() {
        return checks.stream().filter(it -> !it.isMet()).toList();
    }

    /** How long the steps of a phase took together. */
    public Duration took(DrillStep.Phase phase) {
        return steps.stream()
                .filter(it -> it.phase() == phase)
                .map(DrillStep::took)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
