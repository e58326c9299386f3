package dev.flysnap.restore;

import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a snapshot back. */
public final class Restore {
    /** The kind of its runs in the journal. */
    public static final String KIND = "restore";

    private final Workbench bench;

    public Restore(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Decides how, and changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RestoreRequest request) {
        return new RestorePlanner(bench).plan(run, request);
    }

    /**
     * Does it. When something fails before the cutover's commit, the old machine is back at work
     * and what this run made is removed before the problem comes up; after the commit nothing is
     * taken back.
     */
    public RestoreReport run(RestorePlan plan) {
        try (Lock _ = bench.journal().lock("app " + plan.app(), plan.run())) {
            bench.journal()
                    .start(plan.run(), KIND, plan.app(), Records.write(RestorePlan.class, plan));
            return forward(plan);
        }
    }

    /**
     * Goes on with a run that was interrupted or, with {@code cutover}, that had ended before it.
     *
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public RestoreReport continueRun(RunRecord run, boolean cutover) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            RestorePlan plan = Records.read(RestorePlan.class, run.plan());
            RestoreState state = runner(plan, false).state();
            if (state.isBeingTakenBack()) {
                throw RestoreProblems.undone(run.id()).exception();
            }
            boolean wanted = cutover || state.has(Milestone.CUTOVER_BEGUN);
            return forward(
                    wanted && !plan.cutover()
                            ? plan.withCutover(new RestorePlanner(bench).replacedNow(plan))
                            : plan);
        }
    }

    /**
     * Stops old machines of the app that an earlier run could not stop, because their host did not
     * answer; what still does not work is told, and tried again next time.
     */
    public List<Problem> fenceAgain(AppName app) {
        List<Problem> pending = new ArrayList<>();
        for (RunRecord run : bench.journal().runs()) {
            if (run.kind().equals(KIND) && run.app().equals(app) && isFencePending(run)) {
                try {
                    RestoreReport _ = continueRun(run, true);
                } catch (FlysnapException e) {
                    pending.add(e.problem());
                }
            }
        }
        return pending;
    }

    private boolean isFencePending(RunRecord run) {
        RestorePlan plan = Records.read(RestorePlan.class, run.plan());
        return plan.isFencePending(runner(plan, false).state());
    }

    /** What {@link #undo} would do; changes nothing. */
    public UndoPreview previewUndo(RunRecord run) {
        RestorePlan plan = Records.read(RestorePlan.class, run.plan());
        return UndoPreview.of(plan, runner(plan, true).state());
    }

    /**
     * Takes a run back. Before its commit: the old machine works again, what the run made is
     * removed. After it: the new machine is stopped for good, the old one works again, and the new
     * volume stays, with what was written to it.
     */
    public void undo(RunRecord run) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            RestorePlan plan = Records.read(RestorePlan.class, run.plan());
            RestoreState _ = runner(plan, true).back();
            log(plan).ended("undone");
        }
    }

    private RestoreReport forward(RestorePlan plan) {
        SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner = runner(plan, false);
        try {
            RestoreState state = runner.forward();
            log(plan).ended("done");
            return report(plan, state);
        } catch (FlysnapException e) {
            throw afterFailure(plan, runner, e).exception(e);
        }
    }

    private Problem afterFailure(
            RestorePlan plan,
            SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner,
            FlysnapException failure) {
        Problem problem = failure.problem();
        log(plan).failed(problem);
        if (plan.isFencePending(runner.state())) {
            return RestoreProblems.fencePending(
                    plan.run(), runner.state().old().orElseThrow(), problem);
        }
        if (runner.state().has(Milestone.COMMITTED)) {
            return RestoreProblems.stoppedAfterCommit(plan.run(), runner.state(), problem);
        }
        bench.progress().at("it failed; taking back what was done");
        try {
            RestoreState _ = runner.back();
            log(plan).ended("undone");
            return problem;
        } catch (FlysnapException second) {
            return RestoreProblems.leftBehind(plan, runner.state(), problem, second.problem());
        }
    }

    private SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner(
            RestorePlan plan, boolean reverting) {
        return new SagaRunner<>(
                new RestoreSaga(plan, bench, reverting),
                log(plan),
                step -> bench.progress().at(StepWords.of(step, plan)));
    }

    private RunLog<RestoreStep, RestoreEffect> log(RestorePlan plan) {
        return new RunLog<>(
                bench.journal(),
                plan.run(),
                RestoreStep.class,
                RestoreEffect.class,
                bench.cutPoint());
    }

    private static RestoreReport report(RestorePlan plan, RestoreState state) {
        Optional<Duration> withoutService =
                state.at(Milestone.OLD_CORDONED)
                        .flatMap(from ->
                                state.at(Milestone.IN_SERVICE)
                                        .map(to -> Duration.between(from, to)));
        return new RestoreReport(
                plan,
                state.volume().orElseThrow(),
                state.machine().orElseThrow(),
                state.verdict().orElseThrow(),
                withoutService);
    }
}
