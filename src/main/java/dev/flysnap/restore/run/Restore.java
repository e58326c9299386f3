package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
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

/** Brings a snapshot back; moves an app by bringing back one that holds everything. */
public final class Restore {
    private final RunContext context;

    public Restore(RunContext context) {
        this.context = context;
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
        return allowed(new RestorePlanner(context).plan(run, request, question));
    }

    /**
     * Decides how an app is moved, and changes nothing.
     *
     * @param ownCreate names the create that takes the snapshot
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RunId ownCreate, MoveRequest request) {
        return allowed(new MovePlanner(context).plan(run, ownCreate, request));
    }

    /** Going on with a half-done cutover would start a machine of its own. */
    private RestorePlan allowed(RestorePlan plan) {
        if (plan.cutover()) {
            new RestoreHistory(context).demandNoHalfCutover(plan.app(), plan.run());
        }
        return plan;
    }

    /**
     * Does it. When something fails before the cutover's commit, the old machine is back at work
     * and what this run made is removed before the problem comes up; after the commit nothing is
     * taken back.
     */
    public RestoreReport run(RestorePlan plan) {
        try (Lock _ = context.journal().lock("app " + plan.app(), plan.run())) {
            RestorePlan _ = allowed(plan);
            context.journal()
                    .start(
                            plan.run(),
                            plan.isMove() ? RunKind.MOVE : RunKind.RESTORE,
                            plan.app(),
                            Records.write(RestorePlan.class, plan));
            return new RestoreRun(plan, context).forward();
        }
    }

    /**
     * Goes on with a run that was interrupted, as far as it was asked to when it was planned or
     * since.
     *
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public RestoreReport continueRun(RunRecord run) {
        return continueRun(run, Optional.empty());
    }

    /**
     * Goes on with a run that was interrupted, or had ended before its cutover.
     *
     * @param goal a cutover, though it was planned to end before; empty = as planned
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public RestoreReport continueRun(RunRecord run, Optional<Goal> goal) {
        try (Lock _ = context.journal().lock("app " + run.app(), run.id())) {
            RestorePlan plan = planOn(run, goal);
            RestoreRun work = new RestoreRun(plan, context);
            RestoreState state = work.state();
            if (state.has(Milestone.IN_SERVICE) && new RestoreRoute(plan, state).isFencePending()) {
                new SingleWriterGuard(plan, context)
                        .demandSuccessorOf(state.old().orElseThrow().id());
            }
            return work.forward();
        }
    }

    /**
     * How a run goes on; changes nothing.
     *
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public RestorePlan planOn(RunRecord run, Optional<Goal> goal) {
        return new ContinuePlanner(context).plan(planOf(run), goal);
    }

    /**
     * The plan of a cutover that is still to come, for whoever has to agree to it; changes nothing.
     *
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public Optional<RestorePlan> planAhead(RunRecord run, Optional<Goal> goal) {
        return new RunProgress(context).isCommitted(run)
                ? Optional.empty()
                : Optional.of(planOn(run, goal));
    }

    /** Stops the old machine that the run could not stop. */
    void fence(RunRecord run) {
        RestorePlan plan = planOf(run);
        if (new RestoreRun(plan, context).state().has(Milestone.IN_SERVICE)) {
            RestoreReport _ = continueRun(run);
            return;
        }
        // Only "flysnap continue" does the rest of the run: that may wait for long.
        try (Lock _ = context.journal().lock("app " + run.app(), run.id())) {
            RestoreRun work = new RestoreRun(plan, context);
            MachineId old = work.state().old().orElseThrow().id();
            new SingleWriterGuard(plan, context).demandSuccessorOf(old);
            work.fence();
        }
    }

    /** Whether the run started the app while its old machine may still write. */
    public boolean isFencePending(RunRecord run) {
        RestorePlan plan = planOf(run);
        return new RestoreRoute(plan, new RestoreRun(plan, context).state()).isFencePending();
    }

    /**
     * What {@link #undo} would do; changes nothing.
     *
     * @throws FlysnapException if there is no way back any more
     */
    public UndoPreview previewUndo(RunRecord run) {
        RestorePlan plan = planOf(run);
        RestoreState state = new RestoreRun(plan, context).state();
        if (state.has(Milestone.FINISH_BEGUN)) {
            throw FinishProblems.noWayBack(plan).exception();
        }
        return UndoPreview.of(plan, state);
    }

    /**
     * The same, after a look at whether it may be done.
     *
     * @throws FlysnapException if it must not: another machine runs the app meanwhile, or the old
     *     one cannot
     */
    public UndoPreview planUndo(RunRecord run) {
        UndoPreview preview = previewUndo(run);
        RestorePlan plan = planOf(run);
        RestoreState state = new RestoreRun(plan, context).state();
        if (new RestoreRoute(plan, state).undo().isEmpty()) {
            return preview;
        }
        boolean stays = new UndoGuard(plan, context).look(state.beginUndo(true)).oldStays();
        return stays ? preview.leavingOld() : preview;
    }

    /**
     * Takes a run back. Before its commit: the old machine works again, what the run made is
     * removed. After it: the new machine is stopped for good, the old one works again, and the new
     * volume stays, with what was written to it. Where it must not be done nothing is touched.
     */
    public UndoPreview undo(RunRecord run) {
        try (Lock _ = context.journal().lock("app " + run.app(), run.id())) {
            UndoPreview planned = looked(run);
            new RestoreRun(planOf(run), context).back();
            return planned;
        }
    }

    /** A run that stands half-way still does when Fly does not answer the look. */
    private UndoPreview looked(RunRecord run) {
        try {
            return planUndo(run);
        } catch (FlyException e) {
            if (context.journal().status(run.id()) == RunStatus.DONE) {
                throw e;
            }
            RestorePlan plan = planOf(run);
            RestoreState state = new RestoreRun(plan, context).state();
            throw UndoProblems.notUndone(plan, state, e.problem()).exception(e);
        }
    }

    /**
     * What {@link #finish} would remove; changes nothing.
     *
     * @throws FlysnapException if there is no cutover that is done, or removing were not safe
     */
    public FinishPreview previewFinish(RunRecord run) {
        RestorePlan plan = planOf(run);
        return new FinishGuard(plan, context).preview(new RestoreRun(plan, context).state());
    }

    /** Removes the machine and the volume that a done cutover replaced; there is no way back. */
    public FinishPreview finish(RunRecord run) {
        try (Lock _ = context.journal().lock("app " + run.app(), run.id())) {
            FinishPreview preview = previewFinish(run);
            RestoreReport _ = new RestoreRun(planOf(run), context).finish();
            return preview;
        }
    }

    /**
     * How a run would be taken back that left something and has not come as far as its commit.
     *
     * @throws FlysnapException if it must not be taken back
     */
    public Optional<UndoPreview> leftBehind(RunRecord run) {
        return new RestoreRun(planOf(run), context).mayHaveLeftSomething()
                ? Optional.of(planUndo(run))
                : Optional.empty();
    }

    /** The command that brings a run to an end that was interrupted or failed. */
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
