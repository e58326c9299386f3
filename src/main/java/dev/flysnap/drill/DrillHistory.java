package dev.flysnap.drill;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.model.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** An app's drills, newest first, also those in flysnap's own app. */
    static List<RunRecord> runs(Journal journal, AppName app, Optional<AppName> inApp) {
        return Stream.concat(Stream.of(app), inApp.stream())
                .distinct()
                .flatMap(it -> journal.runs(RunKind.DRILL, it).stream())
                .filter(it -> isOf(app, it))
                .sorted(Comparator.comparing(RunRecord::startedAt).reversed())
                .toList();
    }

    private static boolean isOf(AppName app, RunRecord run) {
        try {
            return run.app().equals(app)
                    || Records.read(RestorePlan.class, run.plan())
                            .grounds()
                            .sourceApp()
                            .equals(app);
        } catch (MalformedJson ofAnotherVersion) {
            return false;
        }
    }

    /** When the app's newest drill that was run to its end has ended. */
    public Optional<Instant> newestEnd(AppName app, Optional<AppName> inApp) {
        return runs(journal, app, inApp).stream()
                .filter(it -> journal.status(it.id()) == RunStatus.DONE)
                .findFirst()
                .flatMap(it ->
                        journal.timedEvents(it.id()).stream()
                                .map(Journal.TimedEvent::at)
                                .max(Comparator.naturalOrder()));
    }

    /**
     * Newest first; without those that are at work.
     *
     * @param inApp flysnap's own, where drills of the app may be, too
     */
    public List<Past> newest(AppName app, Optional<AppName> inApp, int most) {
        return runs(journal, app, inApp).stream()
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
