package dev.flysnap.restore;

import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a snapshot back; moves an app by bringing back one that holds everything. */
public final class Restore {
    /** The kind of its runs in the journal. */
    public static final String KIND = "restore";

    /** The kind of those that take their snapshot by themselves. */
    public static final String MOVE = "move";

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
     * Decides how an app is moved, and changes nothing.
     *
     * @param ownCreate names the create that takes the snapshot
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(RunId run, RunId ownCreate, MoveRequest request) {
        return new MovePlanner(bench).plan(run, ownCreate, request);
    }

    /** Whether the run is a restore or a move. */
    public static boolean isKindOf(RunRecord run) {
        return run.kind().equals(KIND) || run.kind().equals(MOVE);
    }

    /**
     * Does it. When something fails before the cutover's commit, the old machine is back at work
     * and what this run made is removed before the problem comes up; after the commit nothing is
     * taken back.
     */
    public RestoreReport run(RestorePlan plan) {
        try (Lock _ = bench.journal().lock("app " + plan.app(), plan.run())) {
            bench.journal()
                    .start(
                            plan.run(),
                            plan.isMove() ? MOVE : KIND,
                            plan.app(),
                            Records.write(RestorePlan.class, plan));
            return new RestoreRun(plan, bench).forward(false);
        }
    }

    /**
     * Goes on with a run that was interrupted or, with {@code cutover}, that had ended before it.
     *
     * @throws FlysnapException if it was undone, or cannot go on
     */
    public RestoreReport continueRun(RunRecord run, boolean cutover) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            RestorePlan plan = planOf(run);
            RestoreState state = new RestoreRun(plan, bench).state();
            if (state.isBeingTakenBack()) {
                boolean over = bench.journal().status(run.id()) == RunStatus.UNDONE;
                throw (over
                                ? WayBackProblems.undone(run.id())
                                : WayBackProblems.halfUndone(run.id()))
                        .exception();
            }
            if (cutover && plan.volumeOnly()) {
                throw RestoreProblems.noMachine(plan).exception();
            }
            boolean wanted = cutover || state.has(Milestone.CUTOVER_BEGUN);
            RestorePlan goingOn =
                    wanted && !plan.cutover()
                            ? plan.withCutover(new RestorePlanner(bench).replacedNow(plan))
                            : plan;
            return new RestoreRun(goingOn, bench).forward(false);
        }
    }

    /**
     * Stops old machines of the app that an earlier run could not stop, because their host did not
     * answer; what still does not work is told, and tried again next time.
     */
    public List<Problem> fenceAgain(AppName app) {
        List<Problem> pending = new ArrayList<>();
        for (RunRecord run : bench.journal().runs()) {
            if (run.kind().equals(KIND) && run.app().equals(app) && !isOver(run)) {
                try {
                    if (isFencePending(run)) {
                        RestoreReport _ = continueRun(run, true);
                    }
                } catch (FlysnapException e) {
                    pending.add(e.problem());
                }
            }
        }
        return pending;
    }

    /** What is over has no fence pending, whatever version of flysnap wrote it. */
    private boolean isOver(RunRecord run) {
        return switch (bench.journal().status(run.id())) {
            case DONE, UNDONE, GIVEN_UP -> true;
            case OPEN, FAILED -> false;
        };
    }

    /** Whether the run started the app while its old machine may still write. */
    public boolean isFencePending(RunRecord run) {
        RestorePlan plan = planOf(run);
        return plan.isFencePending(new RestoreRun(plan, bench).state());
    }

    /**
     * What {@link #undo} would do; changes nothing.
     *
     * @throws FlysnapException if there is no way back any more
     */
    public UndoPreview previewUndo(RunRecord run) {
        RestorePlan plan = planOf(run);
        RestoreState state = new RestoreRun(plan, bench).state();
        if (state.has(Milestone.FINISH_BEGUN)) {
            throw FinishProblems.noWayBack(run.id()).exception();
        }
        return UndoPreview.of(plan, state);
    }

    /**
     * Takes a run back. Before its commit: the old machine works again, what the run made is
     * removed. After it: the new machine is stopped for good, the old one works again, and the new
     * volume stays, with what was written to it.
     */
    public void undo(RunRecord run) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            UndoPreview _ = previewUndo(run);
            new RestoreRun(planOf(run), bench).back();
        }
    }

    /**
     * What {@link #finish} would remove; changes nothing.
     *
     * @throws FlysnapException if there is no cutover that is done, or removing were not safe
     */
    public FinishPreview previewFinish(RunRecord run) {
        RestorePlan plan = planOf(run);
        return new Finishing(plan, bench).preview(new RestoreRun(plan, bench).state());
    }

    /** Removes the machine and the volume that a done cutover replaced; there is no way back. */
    public FinishPreview finish(RunRecord run) {
        try (Lock _ = bench.journal().lock("app " + run.app(), run.id())) {
            FinishPreview preview = previewFinish(run);
            RestoreReport _ = new RestoreRun(planOf(run), bench).forward(true);
            return preview;
        }
    }

    /** What the run made and did not take back, when it has not come as far as its commit. */
    Optional<UndoPreview> leftBehind(RunRecord run) {
        RestorePlan plan = planOf(run);
        RestoreRun work = new RestoreRun(plan, bench);
        return work.mayHaveLeftSomething()
                ? Optional.of(UndoPreview.of(plan, work.state()))
                : Optional.empty();
    }

    /** The command that brings a run to an end that was interrupted or failed. */
    public String commandToEnd(RunRecord run) {
        RestoreState state = new RestoreRun(planOf(run), bench).state();
        boolean failed = bench.journal().status(run.id()) == RunStatus.FAILED;
        boolean back = state.isBeingTakenBack() || (failed && state.lacks(Milestone.COMMITTED));
        return (back ? "flysnap undo " : "flysnap continue ") + run.id();
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
