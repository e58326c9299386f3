package dev.flysnap.restore.inplace;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.problem.Problem;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import java.util.Optional;

/** How far restores in place have come, according to the journal alone. */
public final class InPlaceProgress {
    private final Journal journal;

    public InPlaceProgress(Journal journal) {
        this.journal = journal;
    }

    /** That what a run has replaced still lies in the machine; empty if nothing of it does. */
    public Optional<Problem> describeSetAside(RunRecord run) {
        InPlaceState state = state(run);
        return state.replacedAt().isPresent() && !state.isFinished()
                ? Optional.of(InPlaceProblems.setAside(InPlacePlan.of(run), state.isUndone()))
                : Optional.empty();
    }

    /** What a run was interrupted at, and how it goes on. */
    public Problem describeInterrupted(RunRecord run) {
        return InPlaceProblems.interrupted(InPlacePlan.of(run), state(run));
    }

    /** Whether a run that was interrupted or failed may have replaced the app's databases. */
    public boolean isHalfDone(RunRecord run) {
        return journal.status(run.id()) == RunStatus.OPEN || !hasSurelyReplacedNothing(run);
    }

    /**
     * The command that ends a run that was interrupted or failed. Continued, one that has failed
     * before it replaced anything would replace what the app has written since; so would one that
     * only the next agent takes back.
     */
    public String commandToEnd(RunRecord run) {
        boolean isToUndo =
                !isHalfDone(run)
                        || log(run).failureOfOpen()
                                .filter(HookCodes.NOT_TAKEN_BACK::equals)
                                .isPresent();
        return (isToUndo ? "flysnap undo " : "flysnap continue ") + run.id();
    }

    /** Of a replacement whose answer was lost only the agent knows. */
    private boolean hasSurelyReplacedNothing(RunRecord run) {
        RunLog<InPlaceStep, InPlaceEffect> log = log(run);
        return state(run).replacedAt().isEmpty()
                && log.open().filter(it -> mayHaveReplaced(it, log.failureOfOpen())).isEmpty();
    }

    private static boolean mayHaveReplaced(InPlaceStep open, Optional<String> failure) {
        return switch (open) {
            case InPlaceStep.Replace() -> failure.filter(MachineDatabases::isRefusal).isEmpty();
            // Refused where a replacement has begun after all; continued, it is taken back, too.
            case InPlaceStep.Discard() -> true;
            case InPlaceStep.Upload _,
                    InPlaceStep.RestoreReplaced _,
                    InPlaceStep.DeleteSetAside _ ->
                    false;
        };
    }

    private InPlaceState state(RunRecord run) {
        InPlaceState state = InPlaceState.START;
        for (InPlaceEffect effect : log(run).effects()) {
            state = state.after(effect);
        }
        return state;
    }

    private RunLog<InPlaceStep, InPlaceEffect> log(RunRecord run) {
        return new RunLog<>(
                journal, run.id(), InPlaceStep.class, InPlaceEffect.class, CutPoint.NONE);
    }
}
