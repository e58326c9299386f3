package dev.flysnap.restore.plan;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.machine.CutoverProblems;
import dev.flysnap.restore.machine.ReplacedMachine;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.topology.FencingProblems;
import dev.flysnap.restore.topology.FormerMachines.InService;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/** Plans how a run continues that was interrupted, or had ended before its cutover. */
public final class ContinuePlanner {
    private final RunContext context;

    public ContinuePlanner(RunContext context) {
        this.context = context;
    }

    /**
     * @param goal how far; empty = as planned
     */
    public RestorePlan plan(RestorePlan plan, Optional<Goal> goal) {
        RestoreState state = new RestoreHistory(context).state(plan.run());
        if (plan.isTrial() && goal.isPresent()) {
            throw RestorePlanProblems.trialHasNoCutover(plan).exception();
        }
        if (state.isFinishOfUndone() || (plan.isTrial() && state.lacks(Milestone.UNDO_BEGUN))) {
            return plan;
        }
        if (state.isBeingUndone()) {
            throw undoProblem(plan, state, goal);
        }
        if (plan.isMove()) {
            return plan;
        }
        if (state.has(Milestone.CUTOVER_BEGUN)) {
            // This run may have changed what runs now; the journal has what ran before.
            boolean unfenced = plan.isUnfenced() || state.unfenced();
            return plan.withCutover(
                    new RestorePlan.Serving(state.old(), plan.serving().beside()),
                    unfenced
                            && (state.has(Milestone.IN_SERVICE)
                                    || state.old()
                                            .filter(it -> canBeStopped(plan.app(), it))
                                            .isEmpty()));
        }
        if (goal.isEmpty() || (goal.get() == Goal.CUTOVER && plan.cutover())) {
            return plan;
        }
        if (plan.volumeOnly()) {
            throw RestorePlanProblems.noMachine(plan).exception();
        }
        new RestoreHistory(context).requireNoUnfinishedCutover(plan.app(), plan.run());
        return toCutover(plan, state, goal.get() == Goal.CUTOVER_UNFENCED);
    }

    /**
     * The plan of a run that ended before the cutover, extended to it.
     *
     * @throws dev.flysnap.problem.FlysnapException if what runs the app has changed since, or
     *     cannot be stopped
     */
    private RestorePlan toCutover(RestorePlan plan, RestoreState state, boolean acceptUnfenced) {
        SituationReader reader = new SituationReader(context);
        List<Machine> living = reader.livingMachines(plan.app());
        List<Machine> others =
                living.stream().filter(it -> !it.name().equals(plan.machine().name())).toList();
        if (state.isReadyForCutover() && others.size() == living.size()) {
            throw FencingProblems.newMachineGone(plan).exception();
        }
        ServingMachines now =
                reader.serving(
                        plan.app(),
                        plan.source().volume(),
                        plan.newVolume().name(),
                        others,
                        context.fly().volumes().list(plan.app()),
                        plan.replaced().isPresent()
                                ? Optional.empty()
                                : InService.of(
                                        plan.machine().appConfig(), plan.source().takenAt()));
        RestorePlanner.requireSingleReplaced(plan.app(), now);
        Optional<Machine> replaced = now.onlyCandidate();
        replaced.ifPresent(it -> requireUnchanged(plan, it));
        boolean unreachable = RestorePlanner.isUnreachable(replaced);
        if (unreachable && !acceptUnfenced) {
            throw CutoverProblems.cannotBeFenced(plan.app(), replaced.orElseThrow()).exception();
        }
        return plan.withCutover(new RestorePlan.Serving(replaced, now.beside()), unreachable);
    }

    /** The operator accepted an unreachable host; a reachable one is stopped first. */
    private boolean canBeStopped(AppName app, Machine old) {
        return !RestorePlanner.isUnreachable(
                context.fly().machines().list(app).stream()
                        .filter(it -> it.id().equals(old.id()))
                        .findFirst());
    }

    /** Otherwise the cutover would silently revert a deploy made since. */
    private static void requireUnchanged(RestorePlan plan, Machine now) {
        Optional<Machine> then = plan.replaced();
        if (!then.map(Machine::id).equals(Optional.of(now.id()))) {
            if (TagKeys.isMadeByRun(now)) {
                throw FencingProblems.overtaken(plan, now, true).exception();
            }
            throw CutoverProblems.replacedMeanwhile(plan, now).exception();
        }
        then.flatMap(Machine::config)
                .filter(it -> ReplacedMachine.isConfigChanged(now, it))
                .ifPresent(json -> {
                    throw CutoverProblems.deployedSince(plan, json, now).exception();
                });
    }

    private RuntimeException undoProblem(
            RestorePlan plan, RestoreState state, Optional<Goal> goal) {
        boolean cutover = plan.cutover() || state.has(Milestone.CUTOVER_BEGUN) || goal.isPresent();
        return (context.journal().status(plan.run()) == RunStatus.UNDONE
                        ? RestorePlanProblems.undone(plan, cutover && !plan.volumeOnly())
                        : RestorePlanProblems.undoIncomplete(plan.run()))
                .exception();
    }
}
