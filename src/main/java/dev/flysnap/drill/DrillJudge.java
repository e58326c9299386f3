package dev.flysnap.drill;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Region;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.verify.DrillBudgets;
import dev.flysnap.restore.verify.DrillBudgets.LiveCanary;
import dev.flysnap.restore.verify.DrillBudgets.NewestData;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a drill by what the journal has of its run, so that a report is the same today and in the
 * history of later ones.
 */
public final class DrillJudge {
    private final Journal journal;

    public DrillJudge(Journal journal) {
        this.journal = journal;
    }

    /** What the journal says of the run, read once. */
    private record Course(
            List<DrillStep> steps,
            Optional<Instant> verifiedAt,
            Optional<Verdict> verdict,
            Optional<Region> region,
            Optional<RestoreEffect.AppTried> app,
            Instant end) {}

    /** Empty for a drill that was not run to its end, and for one that another version wrote. */
    public Optional<DrillReport> report(RunRecord run) {
        if (journal.status(run.id()) != RunStatus.DONE) {
            return Optional.empty();
        }
        try {
            RestorePlan plan = Records.read(RestorePlan.class, run.plan());
            Course course = course(run);
            return course.verdict().map(it -> judged(run, plan, course, it));
        } catch (MalformedJson ofAnotherVersion) {
            return Optional.empty();
        }
    }

    private Course course(RunRecord run) {
        List<DrillStep> steps = new ArrayList<>();
        Optional<DrillStep.Phase> phase = Optional.empty();
        Optional<Instant> verifiedAt = Optional.empty();
        Optional<Verdict> verdict = Optional.empty();
        Optional<Region> region = Optional.empty();
        Optional<RestoreEffect.AppTried> app = Optional.empty();
        Instant begun = run.startedAt();
        Instant end = run.startedAt();
        for (Journal.TimedEvent timed : journal.timedEvents(run.id())) {
            end = timed.at();
            switch (timed.event()) {
                case RunEvent.Intended(var step) -> {
                    phase = Optional.of(phase(Records.read(RestoreStep.class, step)));
                    begun = timed.at();
                }
                case RunEvent.Applied(var json) -> {
                    Instant from = begun;
                    Instant to = timed.at();
                    phase.ifPresent(it ->
                            steps.add(
                                    new DrillStep(
                                            it,
                                            Duration.between(run.startedAt(), from),
                                            Duration.between(from, to))));
                    phase = Optional.empty();
                    switch (Records.read(RestoreEffect.class, json)) {
                        case RestoreEffect.Verified(var found) -> {
                            verdict = Optional.of(found);
                            verifiedAt = Optional.of(to);
                        }
                        case RestoreEffect.AppTried tried -> app = Optional.of(tried);
                        case RestoreEffect.VolumeCreated(_, var where) ->
                                region = Optional.of(where);
                        default -> {
                            // Nothing that is judged.
                        }
                    }
                }
                default -> {
                    // Nothing that is judged.
                }
            }
        }
        return new Course(steps, verifiedAt, verdict, region, app, end);
    }

    private static DrillStep.Phase phase(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateMachine _, RestoreStep.AwaitVerifier _ ->
                    DrillStep.Phase.MACHINE;
            case RestoreStep.FillVolume _ -> DrillStep.Phase.TRANSFER;
            case RestoreStep.ReadVerdict _ -> DrillStep.Phase.CHECK;
            case RestoreStep.TryApp _ -> DrillStep.Phase.APP;
            case RestoreStep.StopVerifier _,
                    RestoreStep.DeleteMachine _,
                    RestoreStep.DeleteVolume _ ->
                    DrillStep.Phase.REMOVAL;
            default -> DrillStep.Phase.VOLUME;
        };
    }

    private static DrillReport judged(
            RunRecord run, RestorePlan plan, Course course, Verdict verdict) {
        DrillBudgets budgets = plan.checks().drill().orElseThrow();
        Duration rto = Duration.between(run.startedAt(), course.verifiedAt().orElse(course.end()));
        NewestRow newestRow = NewestRow.of(budgets.newestRow(), verdict);
        List<LiveCanary> live = budgets.canaries().orElse(List.of());
        Canaries canaries = Canaries.of(live, verdict);
        Optional<DrillReport.Rpo> rpo =
                budgets.newestRow().isPresent()
                        ? newestRow
                                .at()
                                .map(it -> rpo(it, run.startedAt(), "the newest row's time"))
                        : canaries.newestAt()
                                .filter(_ -> isOfNewest(plan, budgets))
                                .map(it -> rpo(it, run.startedAt(), "the canary's newest row"))
                                .or(() -> budgets.newest().map(it -> rpo(it, run.startedAt())));
        List<Expectation> noChecks = new ArrayList<>(live.stream().map(Canaries::query).toList());
        budgets.newestRow().ifPresent(noChecks::add);
        List<DrillCheck> checks = new ArrayList<>(DataChecks.of(verdict, noChecks));
        checks.addAll(canaries.checks());
        course.app()
                .ifPresent(it ->
                        checks.add(
                                new DrillCheck(
                                        "app",
                                        "the app comes up and its checks pass",
                                        "it runs",
                                        it.failure())));
        budgets.newestRow()
                .filter(_ -> newestRow.at().isEmpty())
                .ifPresent(it ->
                        checks.add(
                                new DrillCheck(
                                        "budget",
                                        "the newest row has a time",
                                        newestRow.seen(),
                                        Optional.of(newestRow.failure(it)))));
        budgets.maxRto().ifPresent(it -> checks.add(BudgetChecks.rto(rto, it)));
        budgets.maxRpo().ifPresent(it -> checks.add(BudgetChecks.rpo(rpo, it)));
        Duration took = Duration.between(run.startedAt(), course.end());
        return new DrillReport(
                run.id(),
                plan.grounds().sourceApp(),
                run.startedAt(),
                plan.sourceDescription(),
                plan.source().takenAt(),
                course.region().orElse(plan.newVolume().region()),
                checks,
                rto,
                budgets.maxRto(),
                rpo,
                budgets.maxRpo(),
                canaries.lost().filter(_ -> !live.isEmpty() && isOfNewest(plan, budgets)),
                course.steps(),
                took,
                DrillCost.of(plan.newVolume().sizeGb(), took),
                verdict);
    }

    /** Of an older snapshot the canary does not say what a restore of the newest would lose. */
    private static boolean isOfNewest(RestorePlan plan, DrillBudgets budgets) {
        return plan.isFromCopies()
                || budgets.newest()
                        .filter(it ->
                                plan.snapshot()
                                        .filter(snapshot -> it.source().equals(snapshot.value()))
                                        .isPresent())
                        .isPresent();
    }

    private static DrillReport.Rpo rpo(NewestData newest, Instant now) {
        return rpo(newest.holdsUntil(), now, "the newest source, " + newest.source());
    }

    private static DrillReport.Rpo rpo(Instant newest, Instant now, String basis) {
        Duration age = Duration.between(newest, now);
        return new DrillReport.Rpo(age.isNegative() ? Duration.ZERO : age, basis);
    }

    /**
     * @param seen for people
     */
    private record NewestRow(Optional<Instant> at, String seen, Optional<String> unmet) {
        static NewestRow of(Optional<Expectation> query, Verdict verdict) {
            Optional<Expectation.Result> result =
                    query.flatMap(it -> DataChecks.result(it, verdict));
            Optional<String> found = result.flatMap(Expectation.Result::found);
            return new NewestRow(
                    found.flatMap(RowTime::parse),
                    found.orElse("nothing"),
                    result.flatMap(Expectation.Result::unmet));
        }

        String failure(Expectation query) {
            return unmet.orElseGet(() ->
                    "\"%s\" gave %s: a time is seconds or milliseconds since 1970, or a date and time"
                            .formatted(query.sql(), seen));
        }
    }
}
