package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.finish.FinishGuard;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.finish.FinishProblems;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.plan.ContinuePlanner;
import dev.flysnap.restore.plan.MovePlanner;
import dev.flysnap.restore.plan.RestorePlanner;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.SingleWriterGuard;
import dev.flysnap.runtime.RunContext;
import java.util.Optional;
import java.util.function.Function;

/** Plans, runs, continues, undoes and finishes restores and moves. */
public final class Restore {
    private final RunContext context;
    private final CopyFiles files;

    public Restore(RunContext context) {
        this(context, CopyFiles.NONE);
    }

    /**
     * @param files what restores from copies bring
     */
    public Restore(RunContext context, CopyFiles files) {
        this.context = context;
        this.files = files;
    }

    /**
     * Plans a restore; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RestoreRequest request) {
        return plan(run, request, ImageQuestion.NOBODY);
    }

    /**
     * Plans a restore, asking {@code question} which image is meant where that is unclear.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        return checked(new RestorePlanner(context).plan(run, request, question));
    }

    /**
     * Plans a move; changes nothing.
     *
     * @param ownCreate names the create that takes the snapshot
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RunId ownCreate, MoveRequest request) {
        return checked(new MovePlanner(context).plan(run, ownCreate, request));
    }

    private RestorePlan checked(RestorePlan plan) {
        try {
            return checkNoUnfinishedCutover(plan);
        } catch (FlysnapException e) {
            // One that is at work is waited for, and not ended: then this says who it is.
            context.journal().lock(LockKey.ofApp(plan.app()), plan.run()).close();
            throw e;
        }
    }

    /** Continuing an unfinished cutover could start a second machine. */
    private RestorePlan checkNoUnfinishedCutover(RestorePlan plan) {
        if (plan.cutover()) {
            new RestoreHistory(context).requireNoUnfinishedCutover(plan.app(), plan.run());
        }
        return plan;
    }

    /**
     * Carries out the plan. On a failure before the commit, the old machine is put back into
     * service and what this run made is deleted before the problem is thrown; after the commit
     * nothing is undone.
     */
    public RestoreReport run(RestorePlan plan) {
        return start(plan, RestoreRun::forward);
    }

    /** The same for a trial, and shows its machine to somebody before it is deleted. */
    public RestoreReport run(RestorePlan plan, TrialVisitor visitor) {
        return start(plan, run -> run.forward(visitor));
    }

    private RestoreReport start(RestorePlan plan, Function<RestoreRun, RestoreReport> way) {
        try (Lock _ = context.journal().lock(LockKey.ofApp(plan.app()), plan.run())) {
            RestorePlan _ = checkNoUnfinishedCutover(plan);
            RestoreProblems.requireVerifier(plan);
            context.journal()
                    .start(
                            plan.run(),
                            plan.kind(),
                            plan.app(),
                            Records.write(RestorePlan.class, plan));
            return way.apply(new RestoreRun(plan, context, files));
        }
    }

    /**
     * Continues an interrupted run to the goal that it was planned with, or given since.
     *
     * @throws FlysnapException if it was undone, or cannot be continued
     */
    public RestoreReport continueRun(RunRecord run) {
        return continueRun(run, Optional.empty());
    }

    /**
     * Continues a run that was interrupted, or that ended before its cutover.
     *
     * @param goal a cutover, though the run was planned to end before it; empty = as planned
     * @throws FlysnapException if it was undone, or cannot be continued
     */
    public RestoreReport continueRun(RunRecord run, Optional<Goal> goal) {
        try (Lock _ = context.journal().lock(LockKey.ofApp(run.app()), run.id())) {
            RestorePlan plan = planContinuation(run, goal);
            RestoreRun work = new RestoreRun(plan, context, files);
            RestoreState state = work.state();
            if (state.has(Milestone.IN_SERVICE) && new RestoreRoute(plan, state).isFencePending()) {
                new SingleWriterGuard(plan, context)
                        .requireSuccessorOf(state.old().orElseThrow().id());
            }
            work.requireNotBehind();
            return work.forward();
        }
    }

    /**
     * Plans how to continue a run; changes nothing.
     *
     * @throws FlysnapException if it was undone, or cannot be continued
     */
    public RestorePlan planContinuation(RunRecord run, Optional<Goal> goal) {
        return new ContinuePlanner(context).plan(planOf(run), goal);
    }

    /**
     * The plan of a cutover that has yet to happen, to be confirmed by the user; changes nothing.
     *
     * @throws FlysnapException if the run was undone, or cannot be continued
     */
    public Optional<RestorePlan> planPendingCutover(RunRecord run, Optional<Goal> goal) {
        if (new RunProgress(context).isCommitted(run)) {
            return Optional.empty();
        }
        new RestoreRun(planOf(run), context).requireNotBehind();
        return Optional.of(planContinuation(run, goal));
    }

    /** Stops the old machine that the run could not stop. */
    void fence(RunRecord run) {
        RestorePlan plan = planOf(run);
        if (new RestoreRun(plan, context).state().has(Milestone.IN_SERVICE)) {
            RestoreReport _ = continueRun(run);
            return;
        }
        // The rest of the run may take long, so it is left to "flysnap continue".
        try (Lock _ = context.journal().lock(LockKey.ofApp(run.app()), run.id())) {
            RestoreRun work = new RestoreRun(plan, context);
            MachineId old = work.state().old().orElseThrow().id();
            new SingleWriterGuard(plan, context).requireSuccessorOf(old);
            work.fence();
        }
    }

    /** Whether the run started the app while its old machine may still write. */
    public boolean isFencePending(RunRecord run) {
        RestorePlan plan = planOf(run);
        return new RestoreRoute(plan, new RestoreRun(plan, context).state()).isFencePending();
    }

    /**
     * What {@link #undo} would do, according to the journal alone.
     *
     * @throws FlysnapException if the run can no longer be undone
     */
    public UndoPreview previewUndo(RunRecord run) {
        RestorePlan plan = planOf(run);
        return previewUndo(plan, new RestoreRun(plan, context).state());
    }

    private UndoPreview previewUndo(RestorePlan plan, RestoreState state) {
        if (state.has(Milestone.FINISH_BEGUN) && !state.isBeingUndone()) {
            throw FinishProblems.alreadyFinished(plan).exception();
        }
        if (plan.isTrial() && context.journal().status(plan.run()) == RunStatus.DONE) {
            throw RestoreProblems.nothingToUndo(plan).exception();
        }
        return UndoPreview.of(plan, state);
    }

    /**
     * What {@link #undo} would do, after checking that it is safe; changes nothing.
     *
     * @throws FlysnapException if it is not: another machine runs the app meanwhile, or the old one
     *     cannot
     */
    public UndoPreview planUndo(RunRecord run) {
        RestorePlan plan = planOf(run);
        RestoreRun work = new RestoreRun(plan, context);
        UndoPreview preview = previewUndo(plan, work.state());
        if (work.state().isFinishOfUndone()) {
            throw FinishProblems.undoneAndFinished(run.id()).exception();
        }
        // Of a run that made nothing, a journal that nobody shares knows all without asking Fly.
        if (context.journal().isShared() || work.mayHaveLeftovers()) {
            work.requireNotBehind();
        }
        if (new RestoreRoute(plan, work.state()).undo().isEmpty()) {
            return preview;
        }
        RestoreState state = work.stateNow();
        preview = previewUndo(plan, state);
        boolean stays = new UndoGuard(plan, context).check(state.beginUndo(true)).oldStays();
        return stays ? preview.leavingOldMachine() : preview;
    }

    /**
     * Undoes a run. Before its commit: the old machine goes back into service, and what the run
     * made is deleted. After it: the new machine is stopped for good, the old one goes back into
     * service, and the new volume is kept with what was written to it. Where that is not safe
     * nothing is touched.
     */
    public UndoPreview undo(RunRecord run) {
        try (Lock _ = context.journal().lock(LockKey.ofApp(run.app()), run.id())) {
            if (context.journal().status(run.id()) == RunStatus.UNDONE) {
                // Once more it could only fail, and leave the run open again.
                return previewUndo(run);
            }
            UndoPreview planned = planUndoOrExplain(run);
            new RestoreRun(planOf(run), context).undo();
            return planned;
        }
    }

    /** When Fly does not answer, an unfinished run is still unfinished: the problem says so. */
    private UndoPreview planUndoOrExplain(RunRecord run) {
        try {
            return planUndo(run);
        } catch (FlyException e) {
            if (context.journal().status(run.id()) == RunStatus.DONE) {
                throw e;
            }
            RestorePlan plan = planOf(run);
            RestoreState state = new RestoreRun(plan, context).state();
            throw RestoreProblems.notUndone(plan, state, RestoreProblems.Obstacle.of(e))
                    .exception(e);
        }
    }

    /** The same without losing what was written to the volume of an undone run. */
    public FinishPreview previewFinish(RunRecord run) {
        return previewFinish(run, false);
    }

    /** The same without losing what was written to the volume of an undone run. */
    public FinishPreview finish(RunRecord run) {
        return finish(run, false);
    }

    /**
     * What {@link #finish} would delete; changes nothing.
     *
     * @param discardWrites whether what was written to the volume of an undone run may be lost
     * @throws FlysnapException if the run has superseded nothing, or deleting is not safe
     */
    public FinishPreview previewFinish(RunRecord run, boolean discardWrites) {
        RestorePlan plan = planOf(run);
        return new FinishGuard(plan, context)
                .preview(new RestoreRun(plan, context).stateNow(), discardWrites);
    }

    /**
     * Deletes the machine and the volume that a completed cutover replaced, or that an undo has
     * kept; cannot be undone.
     *
     * @param discardWrites whether what was written to the volume of an undone run may be lost
     * @throws FlysnapException if the run has superseded nothing, or deleting is not safe
     */
    public FinishPreview finish(RunRecord run, boolean discardWrites) {
        try (Lock _ = context.journal().lock(LockKey.ofApp(run.app()), run.id())) {
            FinishPreview preview = previewFinish(run, discardWrites);
            RestoreReport _ = new RestoreRun(planOf(run), context).finish();
            return preview;
        }
    }

    /** Whether what the undo of the run has kept is being deleted, and only that is left to do. */
    public boolean isFinishOfUndone(RunRecord run) {
        return new RestoreHistory(context)
                .state(run)
                .filter(RestoreState::isFinishOfUndone)
                .isPresent();
    }

    /**
     * How to undo a run that left something behind and was never committed; empty where there is
     * nothing to undo.
     *
     * @throws FlysnapException if it must not be undone
     */
    public Optional<UndoPreview> previewUndoOfLeftovers(RunRecord run) {
        return new RestoreRun(planOf(run), context).mayHaveLeftovers()
                ? Optional.of(planUndo(run))
                : Optional.empty();
    }

    /** The run of the snapshot that a move takes, which goes on with the move. */
    public Optional<RunId> ownCreateOf(RunRecord run) {
        return planOf(run).source().ownCreate();
    }

    /** What a run was interrupted at, how the app stands since, and how it goes on. */
    public Problem describeInterrupted(RunRecord run) {
        return new RestoreRun(planOf(run), context).standing().leftInterrupted();
    }

    /** The command that ends a run that was interrupted or failed. */
    public String commandToEnd(RunRecord run) {
        return new RestoreHistory(context)
                .commandToEnd(run, new RestoreRun(planOf(run), context).state());
    }

    /**
     * @throws FlysnapException if another version of flysnap wrote it, and it cannot be read
     */
    private static RestorePlan planOf(RunRecord run) {
        try {
            return Records.read(RestorePlan.class, run.plan());
        } catch (MalformedJson e) {
            throw RestoreProblems.otherVersion(run.id(), String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }
}
