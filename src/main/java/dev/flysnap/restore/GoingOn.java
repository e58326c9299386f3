package dev.flysnap.restore;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.snapshot.Workbench;

/** Decides how a run goes on that was interrupted, or had ended before its cutover. */
final class GoingOn {
    private final Workbench bench;

    GoingOn(Workbench bench) {
        this.bench = bench;
    }

    RestorePlan plan(RestorePlan plan, Onward onward) {
        RestoreState state = new RestoreRun(plan, bench).state();
        if (state.isBeingTakenBack()) {
            throw takenBack(plan.run());
        }
        if (plan.isMove()) {
            return plan;
        }
        if (state.has(Milestone.CUTOVER_BEGUN)) {
            // What runs now may be half done by this run itself; the journal knows what ran then.
            return plan.withCutover(
                    state.old(), plan.beside(), plan.unfenced() || state.unfenced());
        }
        boolean asPlanned =
                switch (onward) {
                    case AS_PLANNED -> true;
                    case CUTOVER -> plan.cutover();
                    case CUTOVER_UNFENCED -> false;
                };
        if (asPlanned) {
            return plan;
        }
        if (plan.volumeOnly()) {
            throw RestoreProblems.noMachine(plan).exception();
        }
        new EarlierRuns(bench).demandNoHalfCutover(plan.app(), plan.run());
        return new RestorePlanner(bench).goingOn(plan, onward == Onward.CUTOVER_UNFENCED);
    }

    private RuntimeException takenBack(RunId run) {
        return (bench.journal().status(run) == RunStatus.UNDONE
                        ? WayBackProblems.undone(run)
                        : WayBackProblems.halfUndone(run))
                .exception();
    }
}
