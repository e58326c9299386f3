package dev.flysnap.drill;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An app's drills, as the journal has them. */
public final class DrillHistory {
    private final Journal journal;

    public DrillHistory(Journal journal) {
        this.journal = journal;
    }

    /** How a drill ended. */
    public enum Outcome {
        PASSED("passed"),
        FAILED("failed"),
        NOT_RUN("could not be run");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * One of them.
     *
     * @param rto absent where it was not run to its end; so is {@code rpo}
     */
    public record Past(
            RunId run,
            Instant at,
            Outcome outcome,
            Optional<Duration> rto,
            Optional<Duration> rpo) {}

    /** Newest first; without those that are at work. */
    public List<Past> newest(AppName app, int most) {
        return journal.runs(RunKind.DRILL, app).stream()
                .filter(it -> !journal.isActive(it.id()))
                .limit(most)
                .map(this::past)
                .toList();
    }

    private Past past(RunRecord run) {
        Optional<DrillReport> report = new DrillJudge(journal).report(run);
        return new Past(
                run.id(),
                run.startedAt(),
                report.map(it -> it.passed() ? Outcome.PASSED : Outcome.FAILED)
                        .orElseGet(() -> endedEarly(run)),
                report.map(DrillReport::rto),
                report.flatMap(DrillReport::rpo).map(DrillReport.Rpo::age));
    }

    private Outcome endedEarly(RunRecord run) {
        return journal.timedEvents(run.id()).stream()
                        .anyMatch(it ->
                                it.event() instanceof RunEvent.Failed failed
                                        && DrillProblems.isFailure(failed.code()))
                ? Outcome.FAILED
                : Outcome.NOT_RUN;
    }
}
