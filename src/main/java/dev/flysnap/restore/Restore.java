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
import java.util.ArrayList;
import java.util.List;

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
        return plan(run, request, ImageQuestion.NOBODY);
    }

    /**
     * The same; a person can be asked which image is meant.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        return new RestorePlanner(bench).plan(run, request, question);
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
            RestoreState state = runner(plan, WayBack.ROLLBACK).state();
            if (state.isBeingTakenBack()) {
                throw RestoreProblems.undone(run.id()).exception();
            }
            if (cutover && plan.volumeOnly()) {
                throw RestoreProblems.noMachine(plan).exception();
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
        return plan.isFencePending(runner(plan, WayBack.ROLLBACK).state());
    }

    /** What {@link #undo} would do; changes nothing. */
    public UndoPreview previewUndo(RunRecord run) {
        RestorePlan plan = Records.read(RestorePlan.class, run.plan());
        return UndoPreview.of(plan, runner(plan, WayBack.REVERT).state());
    }

    /**
     * Takes a run back. Before its commit: the old machine works again, what the run made is
     * removed. After it: the new machine is stopped for good, the old one works again, and the new
     * volume stays, with what was written to it.
     */
    public void undo(RunRecord run) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            RestorePlan plan = Records.read(RestorePlan.class, run.plan());
            RestoreState _ = runner(plan, WayBack.REVERT).back();
            log(plan).ended("undone");
        }
    }

    private RestoreReport forward(RestorePlan plan) {
        SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner =
                runner(plan, WayBack.ROLLBACK);
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
        if (plan.keepFailed()) {
            return kept(plan, problem);
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

    /** The old machine goes back to work all the same. */
    private Problem kept(RestorePlan plan, Problem problem) {
        SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner =
                runner(plan, WayBack.OLD_MACHINE_ONLY);
        try {
            RestoreState state = runner.state().old().isPresent() ? runner.back() : runner.state();
            Problem kept = RestoreProblems.kept(plan, state, problem);
            log(plan).failed(kept);
            return kept;
        } catch (FlysnapException second) {
            return RestoreProblems.leftBehind(plan, runner.state(), problem, second.problem());
        }
    }

    private SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner(
            RestorePlan plan, WayBack way) {
        return new SagaRunner<>(
                new RestoreSaga(plan, bench, way),
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
        return new RestoreReport(
                plan,
                state.volume().orElseThrow(),
                state.region().orElseThrow(),
                state.machine(),
                state.verdict(),
                state.old(),
                state.refused(),
                state.withoutService());
    }
}
