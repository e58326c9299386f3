package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.topology.Successors;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a run has not come further than this journal knows: going on or back from a state
 * that is too old would stop or delete what the app runs on.
 */
final class BehindGuard {
    private final RestorePlan plan;
    private final RunContext context;

    BehindGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it has, or nobody can tell
     */
    void check(RestoreState state) {
        if (plan.isTrial() || state.has(Milestone.COMMITTED)) {
            return;
        }
        // With the app, all is gone that could have become it.
        List<Machine> living =
                FlyException.emptyIfNotFound(() -> context.fly().machines().list(plan.app()))
                        .orElse(List.of())
                        .stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        for (Machine machine : living) {
            if (isOfRun(machine) && isBehind(state, machine, living)) {
                throw RestoreProblems.behind(plan, machine.id()).exception();
            }
            // A journal that nobody shares has everything.
            if (context.journal().isShared()
                    && machine.config().isEmpty()
                    && isMade(state, machine)) {
                throw RestoreProblems.perhapsBehind(plan, machine).exception();
            }
        }
    }

    private boolean isOfRun(Machine machine) {
        return TagKeys.runOf(machine).equals(Optional.of(plan.run()));
    }

    private boolean isBehind(RestoreState state, Machine made, List<Machine> living) {
        Optional<RestoreTag> note = RestoreTag.on(made).or(plan::tag);
        return Successors.isBehind(state, made, note, living);
    }

    /** Also without its metadata, which is a part of the config. */
    private boolean isMade(RestoreState state, Machine machine) {
        return state.machine().equals(Optional.of(machine.id()))
                || machine.name().equals(plan.machine().name());
    }
}
