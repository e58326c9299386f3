package dev.flysnap.snapshot.create;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreatePlanner;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.CreateStep;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a snapshot of one volume, and says what it is worth. */
public final class Create {
    private final RunContext context;
    private final Optional<QuiescerFactory> hook;
    private final Optional<RunId> parent;

    /**
     * @param hook who quiesces the databases, when one is configured
     */
    public Create(RunContext context, Optional<QuiescerFactory> hook) {
        this(context, hook, Optional.empty());
    }

    /**
     * @param parent the run that its own is a part of
     */
    public Create(RunContext context, Optional<QuiescerFactory> hook, Optional<RunId> parent) {
        this.context = context;
        this.hook = hook;
        this.parent = parent;
    }

    /**
     * Looks at the world and decides how; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public CreatePlan plan(RunId run, CreateRequest request) {
        return new CreatePlanner(context, hook).plan(run, request);
    }

    /**
     * Takes the snapshot. However it ends, no writer is held any longer than the hook's lease.
     *
     * @throws FlysnapException if there is no new finished snapshot, or it is worth less than was
     *     asked for; the message then names the snapshot
     */
    public Receipt run(CreatePlan plan) {
        return run(plan, _ -> {});
    }

    /**
     * The same.
     *
     * @param receipts told of the receipt as soon as there is one, also where it then turns out to
     *     be worth less than was asked for
     */
    public Receipt run(CreatePlan plan, Consumer<Receipt> receipts) {
        try (Lock _ = begin(plan)) {
            return complete(plan, receipts);
        }
    }

    /**
     * Only asks for the snapshot: ends when Fly has accepted that and nobody is held. {@link
     * #continueRun} does the rest, whenever somebody calls it.
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
     * Whether a run that failed is not over all the same: Fly was asked and nobody has seen the
     * end, or the volume's retention is still the run's.
     */
    public static boolean isUnfinished(Journal journal, RunRecord run) {
        CreateState state = CreateState.of(journal, run.id());
        return state.isUnfinished() || CreatePlan.of(run).mustRestoreRetention(state);
    }

    /** Goes on with a run that was interrupted: finds out what had happened, and does the rest. */
    public Receipt continueRun(RunRecord run) {
        return continueRun(run, _ -> {});
    }

    /**
     * The same.
     *
     * @param receipts told of the receipt as soon as there is one
     */
    public Receipt continueRun(RunRecord run, Consumer<Receipt> receipts) {
        CreatePlan plan = CreatePlan.of(run);
        try (Lock _ = lock(plan)) {
            return complete(plan, receipts);
        }
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
        return context.journal().lock("volume " + plan.volume().id(), plan.run());
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
     * Gives a run up that nobody can end: writers are let go, the volume's retention is put back,
     * and the note at the machine is taken away. The snapshots stay.
     */
    public void undo(RunRecord run) {
        CreatePlan plan = CreatePlan.of(run);
        try (Lock _ = lock(plan)) {
            CreateState _ = runner(plan, saga(plan)).back();
            log(plan).ended(RunStatus.GIVEN_UP);
        }
    }

    /** What {@link #giveUp} would do to the world. */
    public List<String> previewUndo(RunRecord run) {
        CreatePlan plan = CreatePlan.of(run);
        CreateState state = runner(plan, saga(plan)).state();
        List<String> words = new ArrayList<>();
        if (plan.mustRestoreRetention(state)) {
            words.add(
                    "put back  the retention of %s: %d days"
                            .formatted(
                                    plan.volume().id(), state.retention().orElseThrow().before()));
        }
        state.requested()
                .flatMap(CreateEffect.Requested::hint)
                .or(state::snapshot)
                .ifPresent(it -> words.add("keep      the snapshot " + it));
        return words;
    }

    private interface Route {
        CreateState follow(
                SagaRunner<CreateStep, CreateEffect, CreateState> runner, CreateSaga saga);
    }

    private CreateState drive(CreatePlan plan, Route way) {
        CreateSaga saga = saga(plan);
        SagaRunner<CreateStep, CreateEffect, CreateState> runner = runner(plan, saga);
        try {
            return way.follow(runner, saga);
        } catch (FlysnapException e) {
            undoAfterFailure(plan, runner);
            Problem problem = withLeftovers(e.problem(), plan, runner.state());
            try {
                log(plan).failed(problem);
            } catch (FlysnapException journalGone) {
                // What is left in the world is the more urgent of the two.
                throw problem.exception(e);
            }
            throw problem.equals(e.problem()) ? e : problem.exception(e);
        }
    }

    private static Problem withLeftovers(Problem cause, CreatePlan plan, CreateState state) {
        if (plan.mustRestoreRetention(state)) {
            return CreateProblems.retentionLeft(
                    cause, plan, state.retention().orElseThrow().before());
        }
        return state.isUnfinished() ? CreateProblems.alreadyRequested(cause, plan) : cause;
    }

    private CreateSaga saga(CreatePlan plan) {
        return new CreateSaga(
                plan, parent.isEmpty() ? context.waitingAtMost(plan.timeout()) : context, hook);
    }

    private SagaRunner<CreateStep, CreateEffect, CreateState> runner(
            CreatePlan plan, CreateSaga saga) {
        return new SagaRunner<>(
                saga, log(plan), step -> context.progress().at(CreateStepDescriptions.of(step)));
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
     * The hook would let writers go by itself; sooner is better. What it says is not worth hiding
     * the cause for. A volume's retention that could not be put back is told with the cause.
     */
    private static void undoAfterFailure(
            CreatePlan plan, SagaRunner<CreateStep, CreateEffect, CreateState> runner) {
        if (plan.back(runner.state()).isEmpty()) {
            return;
        }
        try {
            CreateState _ = runner.back();
        } catch (FlysnapException alsoFailed) {
            // The lease runs out at the hook; the first problem is the one to tell.
        }
    }
}
