package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.finish.FinishProblems;
import dev.flysnap.restore.machine.CutoverProblems;
import dev.flysnap.restore.machine.MachineLeases;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.StepProgress;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.time.Sleeper;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One execution of a restore or move: forward, undo, and the problem that is reported when it
 * fails.
 */
final class RestoreRun {
    private final RestorePlan plan;
    private final RunContext context;
    private final CopyFiles files;
    private final RunLog<RestoreStep, RestoreEffect> log;

    /** For what brings no copies. */
    RestoreRun(RestorePlan plan, RunContext context) {
        this(plan, context, CopyFiles.NONE);
    }

    RestoreRun(RestorePlan plan, RunContext context, CopyFiles files) {
        this.plan = plan;
        this.files = files;
        this.context = context.withMaxOutageWait(plan.timeout());
        this.log =
                new RunLog<>(
                        context.journal(),
                        plan.run(),
                        RestoreStep.class,
                        RestoreEffect.class,
                        context.cutPoint());
    }

    /** The state according to the journal. */
    RestoreState state() {
        return RestoreHistory.state(log);
    }

    /**
     * @throws FlysnapException if the run has come further than this journal knows
     */
    void requireNotBehind() {
        new BehindGuard(plan, context).check(state());
    }

    /** The state with the id that the new volume has now. */
    RestoreState stateNow() {
        RestoreState state = state();
        return movedVolume().map(state::movedTo).orElse(state);
    }

    /**
     * The id of the new volume, if Fly has moved it: nothing else changes what a machine mounts.
     */
    private Optional<VolumeId> movedVolume() {
        RestoreState state = state();
        if (state.volume().isEmpty() || state.machine().isEmpty()) {
            return Optional.empty();
        }
        VolumeId made = state.volume().get();
        Optional<VolumeId> moved = mounted(state.machine().get()).filter(it -> !it.equals(made));
        moved.ifPresent(it ->
                context.progress()
                        .reportAlways(
                                "Fly has moved the new volume %s to another host: it is %s now, on the same machine %s"
                                        .formatted(made, it, state.machine().get())));
        return moved;
    }

    private Optional<VolumeId> mounted(MachineId machine) {
        try {
            return context.fly()
                    .machines()
                    .find(plan.app(), machine)
                    .flatMap(it -> it.mountedVolumes().stream().findFirst());
        } catch (FlyException e) {
            // The steps ask for it again, and say what it means for them.
            return Optional.empty();
        }
    }

    /** Whether the run may have left something that an undo would delete or restore. */
    boolean mayHaveLeftovers() {
        RestoreState state = state();
        return state.lacks(Milestone.COMMITTED)
                && (new RestoreRoute(plan, state).undoUncommitted().isPresent()
                        || log.hasOpenStep());
    }

    /** Runs to the goal of the plan. */
    RestoreReport forward() {
        return run(RestoreRoute::forward);
    }

    /** The same for a trial, with a visit between the verdict and the end of the machine. */
    RestoreReport forward(TrialVisitor visitor) {
        return run(
                RestoreRoute::forward,
                runner -> {
                    RestoreState state =
                            runner.along(it ->
                                    it.verdict().isPresent()
                                            ? Optional.empty()
                                            : new RestoreRoute(plan, it).forward());
                    visitor.visit(state.machine().orElseThrow(), state.verdict().orElseThrow());
                });
    }

    /** Deletes what the cutover replaced, or what its undo has kept. */
    RestoreReport finish() {
        return run(RestoreRoute::finish);
    }

    private RestoreReport run(Function<RestoreRoute, Optional<RestoreStep>> route) {
        return run(route, _ -> {});
    }

    private RestoreReport run(
            Function<RestoreRoute, Optional<RestoreStep>> route,
            Consumer<SagaRunner<RestoreStep, RestoreEffect, RestoreState>> before) {
        try (MachineLeases leases = new MachineLeases(plan.app(), context)) {
            SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner = runner(leases);
            try {
                leaseOldMachine(runner.state(), leases);
                before.accept(runner);
                RestoreState state = runner.along(nextStep(route));
                log.ended(isUndone(state) ? RunStatus.UNDONE : RunStatus.DONE);
                return report(state);
            } catch (Sleeper.Interrupted e) {
                throw protect(() -> afterInterruption(runner)).exception(e);
            } catch (FlysnapException e) {
                throw protect(() -> afterFailure(runner, e)).exception(e);
            }
        }
    }

    /** Whoever wants the process to stop now waits until it has given back what it took. */
    private Problem protect(Supplier<Problem> work) {
        return context.interruption().protect(work);
    }

    /**
     * Before the cutover what this run made is removed, as after a failure; once the old machine is
     * out of service everything stays as it is, and the problem says how.
     */
    private Problem afterInterruption(SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner) {
        RestoreStanding standing = standing();
        if (state().hasTouchedOld() || state().has(Milestone.COMMITTED)) {
            return interrupted();
        }
        log.interrupted();
        if (log.hasBeenDone()) {
            if (state().lacks(Milestone.CUTOVER_BEGUN)) {
                log.ended(RunStatus.DONE);
            }
            return standing.interruptedBeforeCutover();
        }
        if (plan.keepFailed()) {
            return standing.interrupted();
        }
        context.progress().report("interrupted; removing what was made");
        try {
            RestoreState _ = runner.back();
            recordUndone();
            return standing.interruptedAndUndone();
        } catch (FlysnapException second) {
            Problem problem =
                    RestoreProblems.undoAfterFailureFailed(
                            plan,
                            runner.state(),
                            standing.interrupted(),
                            RestoreProblems.Obstacle.of(second));
            log.failed(problem);
            return problem;
        }
    }

    /** How the app stands, according to the journal. */
    RestoreStanding standing() {
        return new RestoreStanding(plan, state(), log.open());
    }

    /** Stops the old machine and nothing else: does not check the new one. */
    void fence() {
        try (MachineLeases leases = new MachineLeases(plan.app(), context)) {
            RestoreState _ = runner(leases).along(nextStep(RestoreRoute::oldOutOfService));
        } catch (Sleeper.Interrupted e) {
            throw interrupted().exception(e);
        } catch (FlysnapException e) {
            log.failed(e.problem());
            throw CutoverProblems.fencePending(plan.run(), state().old().orElseThrow(), e.problem())
                    .exception(e);
        }
    }

    /**
     * Nobody may start the machine that a move stopped, so its lease is taken again after a crash.
     */
    private void leaseOldMachine(RestoreState state, MachineLeases leases) {
        if (plan.isMove()
                && state.has(Milestone.OLD_CORDONED)
                && state.lacks(Milestone.IN_SERVICE)) {
            state.old()
                    .ifPresent(machine -> {
                        var _ = leases.hold(machine.id());
                    });
        }
    }

    private Problem afterFailure(
            SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner, FlysnapException failure) {
        Problem problem = failure.problem();
        log.failed(problem);
        RestoreState state = runner.state();
        if (state.has(Milestone.FINISH_BEGUN)) {
            return FinishProblems.stopped(plan.run(), problem);
        }
        if (state.has(Milestone.IN_SERVICE) && new RestoreRoute(plan, state).isFencePending()) {
            return CutoverProblems.fencePending(plan.run(), state.old().orElseThrow(), problem);
        }
        if (state.has(Milestone.COMMITTED)) {
            return CutoverProblems.stoppedAfterCommit(plan.run(), state, problem);
        }
        if (plan.keepFailed()) {
            return keepAfterFailure(runner, failure);
        }
        context.progress().report("it failed; taking back what was done");
        try {
            RestoreState _ = runner.back();
            recordUndone();
            return RestoreProblems.undone(plan, problem, FlyException.isPassing(failure));
        } catch (FlysnapException second) {
            // An unclear step stops the undo too, and its problem already says how to go on.
            return second.problem().equals(problem) && problem.exit() == ExitCode.NEEDS_OPERATOR
                    ? problem
                    : RestoreProblems.undoAfterFailureFailed(
                            plan, runner.state(), problem, RestoreProblems.Obstacle.of(second));
        }
    }

    /** The old machine goes back into service even though the rest is kept. */
    private Problem keepAfterFailure(
            SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner, FlysnapException failure) {
        Problem problem = failure.problem();
        try {
            RestoreState state = runner.along(nextStep(RestoreRoute::undoOldMachineOnly));
            Problem kept =
                    RestoreProblems.keptAfterFailure(
                            plan, state, problem, FlyException.isPassing(failure));
            log.failed(kept);
            return kept;
        } catch (FlysnapException second) {
            return RestoreProblems.undoAfterFailureFailed(
                    plan, runner.state(), problem, RestoreProblems.Obstacle.of(second));
        }
    }

    /** Undoes everything, also after the commit. */
    void undo() {
        try (MachineLeases leases = new MachineLeases(plan.app(), context)) {
            RestoreState _ = runner(leases).along(nextStep(RestoreRoute::undo));
        } catch (Sleeper.Interrupted e) {
            throw interrupted().exception(e);
        } catch (FlysnapException e) {
            Problem problem =
                    RestoreProblems.notUndone(plan, state(), RestoreProblems.Obstacle.of(e));
            log.failed(problem);
            throw problem.exception(e);
        }
        recordUndone();
    }

    /** A trial that went to its end has deleted what it made, which is no undo. */
    private boolean isUndone(RestoreState state) {
        return plan.isTrial() ? state.has(Milestone.UNDO_BEGUN) : state.isBeingUndone();
    }

    /** Everything stays as it is; a run that was done, and has begun nothing since, is done. */
    private Problem interrupted() {
        log.interrupted();
        RestoreState state = state();
        boolean isStillDone =
                log.hasBeenDone()
                        && !state.isBeingUndone()
                        && state.lacks(Milestone.FINISH_BEGUN)
                        && new RestoreRoute(plan, state).forward().isEmpty();
        if (!isStillDone) {
            return standing().interrupted();
        }
        log.ended(RunStatus.DONE);
        return standing().interruptedBeforeItBegan();
    }

    /** Also closes a create that the move had begun, which has no further use. */
    private void recordUndone() {
        plan.source()
                .ownCreate()
                .filter(it -> context.journal().run(it).isPresent())
                .filter(it -> context.journal().status(it) == RunStatus.OPEN)
                .ifPresent(it -> context.journal().add(it, new RunEvent.Ended(RunStatus.GIVEN_UP)));
        log.ended(RunStatus.UNDONE);
    }

    private SagaRunner<RestoreStep, RestoreEffect, RestoreState> runner(MachineLeases leases) {
        return new SagaRunner<>(
                new RestoreSaga(plan, leases, movedVolume(), files),
                log,
                new StepProgress<>(
                        context.progress(), step -> RestoreStepDescriptions.of(step, plan)),
                leases.context().sleeper(),
                context.clock(),
                context.interruption());
    }

    private Function<RestoreState, Optional<RestoreStep>> nextStep(
            Function<RestoreRoute, Optional<RestoreStep>> route) {
        return state -> route.apply(new RestoreRoute(plan, state));
    }

    private RestoreReport report(RestoreState state) {
        RestorePlan done = state.moveSnapshot().map(plan::with).orElse(plan);
        return new RestoreReport(
                state.raisedGb().map(done::withVolumeGb).orElse(done),
                state.volume().orElseThrow(),
                state.region().orElseThrow(),
                state.machine(),
                state.verdict(),
                state.old(),
                state.refused(),
                state.raisedGb(),
                state.downtime(),
                state.has(Milestone.FINISH_BEGUN));
    }
}
