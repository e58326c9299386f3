package dev.flysnap.restore;

import dev.flysnap.journal.Lock;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;

/** Brings a snapshot back. */
public final class Restore {
    private static final String KIND = "restore";

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
            return work(plan);
        }
    }

    private RestoreReport work(RestorePlan plan) {
        RunLog<RestoreStep, RestoreEffect> log =
                new RunLog<>(
                        bench.journal(),
                        plan.run(),
                        RestoreStep.class,
                        RestoreEffect.class,
                        bench.cutPoint());
        SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner =
                new SagaRunner<>(
                        new RestoreSaga(plan, bench),
                        log,
                        step -> bench.progress().at(StepWords.of(step, plan)));
        try {
            RestoreState state = runner.forward();
            log.ended("done");
            return report(plan, state);
        } catch (FlysnapException e) {
            throw afterFailure(plan, log, runner, e).exception(e);
        }
    }

    private Problem afterFailure(
            RestorePlan plan,
            RunLog<RestoreStep, RestoreEffect> log,
            SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner,
            FlysnapException failure) {
        Problem problem = failure.problem();
        log.failed(problem);
        if (runner.state().has(Milestone.COMMITTED)) {
            return RestoreProblems.stoppedAfterCommit(plan.run(), plan, runner.state(), problem);
        }
        bench.progress().at("it failed; taking back what was done");
        try {
            runner.back();
            log.ended("undone");
            return problem;
        } catch (FlysnapException second) {
            return RestoreProblems.leftBehind(plan, runner.state(), problem, second.problem());
        }
    }

    private static RestoreReport report(RestorePlan plan, RestoreState state) {
        return new RestoreReport(
                plan,
                state.volume().orElseThrow(),
                state.machine().orElseThrow(),
                state.verdict().orElseThrow(),
                state.at(Milestone.OLD_CORDONED)
                        .flatMap(from ->
                                state.at(Milestone.IN_SERVICE)
                                        .map(to -> Duration.between(from, to))));
    }
}
