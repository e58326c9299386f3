package dev.flysnap.snapshot.create;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.StepProgress;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreatePlanner;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.CreateStep;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.volumes.VolumeMoves;
import dev.flysnap.time.Sleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a snapshot of one volume, and grades it. */
public final class Create {
    private final RunContext context;
    private final Optional<QuiescerFactory> hook;
    private final Optional<RunId> parent;

    /**
     * @param hook quiesces the databases, when one is configured
     */
    public Create(RunContext context, Optional<QuiescerFactory> hook) {
        this(context, hook, Optional.empty());
    }

    /**
     * @param parent the fleet or move that this create is a part of
     */
    public Create(RunContext context, Optional<QuiescerFactory> hook, Optional<RunId> parent) {
        this.context = context;
        this.hook = hook;
        this.parent = parent;
    }

    /**
     * Reads the state on Fly and decides; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public CreatePlan plan(RunId run, CreateRequest request) {
        return new CreatePlanner(context, hook).plan(run, request);
    }

    /**
     * Takes the snapshot. However it ends, no writer is held longer than the hook's lease.
     *
     * @throws FlysnapException if there is no new finished snapshot, or its grade is too low; the
     *     message then names the snapshot
     */
    public Receipt run(CreatePlan plan) {
        return run(plan, _ -> {});
    }

    /**
     * The same.
     *
     * @param receipts gets the receipt as soon as there is one, even where its grade is too low
     */
    public Receipt run(CreatePlan plan, Consumer<Receipt> receipts) {
        try (Lock _ = begin(plan)) {
            return complete(plan, receipts);
        }
    }

    /**
     * Only requests the snapshot: ends when Fly has accepted that and no writer is held. {@link
     * #continueRun} does the rest later.
     */
    public AcceptedSnapshot request(CreatePlan plan) {
        try (Lock _ = begin(plan)) {
            CreateState state = drive(plan, (runner, saga) -> runner.along(saga::untilAccepted));
            return new AcceptedSnapshot(
                    plan,
                    state.snapshot(),
                    state.requested().flatMap(CreateEffect.Requested::sentAt));
        }
    }

    /**
     * Whether a failed run still has something to do: the outcome of its request is not known, or
     * the volume's retention is not restored.
     */
    public static boolean isUnfinished(Journal journal, RunRecord run) {
        CreateState state = CreateState.of(journal, run.id());
        return state.isUnfinished() || CreatePlan.of(run).mustRestoreRetention(state);
    }

    /** Continues an interrupted run: finds out what had happened, and does the rest. */
    public Receipt continueRun(RunRecord run) {
        return continueRun(run, _ -> {});
    }

    /**
     * The same.
     *
     * @param receipts gets the receipt as soon as there is one
     */
    public Receipt continueRun(RunRecord run, Consumer<Receipt> receipts) {
        CreatePlan plan = planNow(run);
        try (Lock _ = lock(plan)) {
            return complete(plan, receipts);
        }
    }

    /** The plan of a run, for the volume as it is now: Fly may have moved it since. */
    private CreatePlan planNow(RunRecord run) {
        CreatePlan plan = CreatePlan.of(run);
        List<Volume> listed;
        try {
            listed = context.fly().volumes().list(plan.app());
        } catch (FlysnapException e) {
            // The run has a message of its own for a Fly that does not answer.
            return plan;
        }
        Optional<Volume> now =
                VolumeMoves.successor(context, plan.app(), listed, plan.volume().id());
        now.ifPresent(
                it -> VolumeMoves.report(context.progress(), plan.app(), plan.volume().id(), it));
        return now.map(plan::onMovedVolume).orElse(plan);
    }

    private Lock begin(CreatePlan plan) {
        Lock lock = lock(plan);
        try {
            context.journal()
                    .start(
                            plan.run(),
                            parent,
                            RunKind.CREATE,
                            plan.app(),
                            Records.write(CreatePlan.class, plan));
            return lock;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Lock lock(CreatePlan plan) {
        return context.journal().lock(LockKey.ofVolume(plan.app(), plan.volume().id()), plan.run());
    }

    private Receipt complete(CreatePlan plan, Consumer<Receipt> receipts) {
        CreateState state = drive(plan, (runner, _) -> runner.forward());
        CreateResult result = new CreateResult(context, plan, state);
        Receipt receipt = result.saveReceipt();
        log(plan).ended(RunStatus.DONE);
        receipts.accept(receipt);
        result.requireAsRequested(receipt);
        return receipt;
    }

    /**
     * Undoes a run that cannot be completed: releases writers, restores the volume's retention, and
     * removes the tag from the machine. The snapshots stay.
     */
    public void undo(RunRecord run) {
        CreatePlan plan = planNow(run);
        try (Lock _ = lock(plan)) {
            CreateState _ = runner(plan, saga(plan)).back();
            log(plan).ended(RunStatus.GIVEN_UP);
        }
    }

    /** What {@link #undo} would change. */
    public List<String> previewUndo(RunRecord run) {
        CreatePlan plan = planNow(run);
        CreateState state = runner(plan, saga(plan)).state();
        List<String> actions = new ArrayList<>();
        if (plan.mustRestoreRetention(state)) {
            actions.add(
                    "put back  the retention of %s: %s"
                            .formatted(
                                    plan.volume().id(),
                                    Count.of(state.retention().orElseThrow().before(), "day")));
        }
        state.requested()
                .flatMap(CreateEffect.Requested::hint)
                .or(state::snapshot)
                .ifPresent(it -> actions.add("keep      the snapshot " + it));
        return actions;
    }

    private interface Route {
        CreateState follow(
                SagaRunner<CreateStep, CreateEffect, CreateState> runner, CreateSaga saga);
    }

    private CreateState drive(CreatePlan plan, Route route) {
        CreateSaga saga = saga(plan);
        SagaRunner<CreateStep, CreateEffect, CreateState> runner = runner(plan, saga);
        try {
            return route.follow(runner, saga);
        } catch (Sleeper.Interrupted e) {
            throw context.interruption()
                    .protect(() -> afterInterruption(plan, runner))
                    .exception(e);
        } catch (FlysnapException e) {
            throw context.interruption().protect(() -> afterFailure(plan, runner, e));
        }
    }

    private FlysnapException afterFailure(
            CreatePlan plan,
            SagaRunner<CreateStep, CreateEffect, CreateState> runner,
            FlysnapException failure) {
        undoAfterFailure(plan, runner);
        Problem problem =
                CreateProblems.stopped(
                        failure.problem(), FlyException.isPassing(failure), plan, runner.state());
        try {
            log(plan).failed(problem);
        } catch (FlysnapException journalGone) {
            // What is left on Fly is the more urgent problem.
            return problem.exception(failure);
        }
        return problem.equals(failure.problem()) ? failure : problem.exception(failure);
    }

    /** Lets the writers go; a run that has requested nothing is over. */
    private Problem afterInterruption(
            CreatePlan plan, SagaRunner<CreateStep, CreateEffect, CreateState> runner) {
        log(plan).interrupted();
        // A release that was begun is made again now.
        Optional<CreateStep> open =
                log(plan).open().filter(it -> !(it instanceof CreateStep.Release));
        undoAfterFailure(plan, runner);
        CreateStanding standing = new CreateStanding(plan, runner.state(), open);
        if (standing.hasLeftNothing() && parent.isEmpty()) {
            log(plan).ended(RunStatus.GIVEN_UP);
        }
        return standing.interrupted();
    }

    /**
     * What a run was interrupted at, and how it goes on; empty for one whose process has ended as
     * planned, with the snapshot requested.
     */
    public static Optional<Problem> describeInterrupted(Journal journal, RunRecord run) {
        CreatePlan plan = CreatePlan.of(run);
        CreateState state = CreateState.of(journal, run.id());
        if (plan.leavesEarly() && plan.untilAccepted(state).isEmpty()) {
            return Optional.empty();
        }
        Optional<CreateStep> open =
                new RunLog<>(journal, run.id(), CreateStep.class, CreateEffect.class, CutPoint.NONE)
                        .open();
        return Optional.of(new CreateStanding(plan, state, open).leftInterrupted());
    }

    private CreateSaga saga(CreatePlan plan) {
        return new CreateSaga(
                plan, parent.isEmpty() ? context.withMaxOutageWait(plan.timeout()) : context, hook);
    }

    private SagaRunner<CreateStep, CreateEffect, CreateState> runner(
            CreatePlan plan, CreateSaga saga) {
        return new SagaRunner<>(
                saga,
                log(plan),
                new StepProgress<>(context.progress(), CreateStepDescriptions::of),
                context.sleeper(),
                context.clock(),
                context.interruption());
    }

    private RunLog<CreateStep, CreateEffect> log(CreatePlan plan) {
        return new RunLog<>(
                context.journal(),
                plan.run(),
                CreateStep.class,
                CreateEffect.class,
                context.cutPoint());
    }

    /**
     * The hook would release writers by itself; sooner is better. A failure here must not hide the
     * cause. A retention that could not be restored is reported together with the cause.
     */
    private static void undoAfterFailure(
            CreatePlan plan, SagaRunner<CreateStep, CreateEffect, CreateState> runner) {
        if (plan.back(runner.state()).isEmpty()) {
            return;
        }
        try {
            CreateState _ = runner.back();
        } catch (FlysnapException alsoFailed) {
            // The lease expires at the hook; the first problem is the one to report.
        }
    }
}
