package dev.flysnap.snapshot.plan;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.tags.CreateTag;
import java.util.Optional;

/** Looks at the world and decides how a volume is snapshotted; changes nothing. */
public final class CreatePlanner {
    private final RunContext context;
    private final FlyApi fly;
    private final Optional<QuiescerFactory> hook;

    public CreatePlanner(RunContext context, Optional<QuiescerFactory> hook) {
        this.context = context;
        this.fly = context.fly();
        this.hook = hook;
    }

    /**
     * Looks at the world and decides how; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public CreatePlan plan(RunId run, CreateRequest request) {
        QuiescePolicy _ = policy(request);
        fly.apps().get(request.app());
        return plan(
                run, request, new VolumeSelector(context).select(request.app(), request.volume()));
    }

    /** For a volume that was just looked at. */
    public CreatePlan plan(RunId run, CreateRequest request, Volume volume) {
        QuiescePolicy policy = policy(request);
        Optional<Machine> machine =
                volume.attachedMachine()
                        .map(it -> fly.machines().get(request.app(), it))
                        .map(CreateTag::without);
        boolean asksHook =
                policy != QuiescePolicy.OFF
                        && hook.isPresent()
                        && machine.map(CreatePlanner::canAnswer).orElse(false);
        if (policy == QuiescePolicy.REQUIRED
                && !asksHook
                && !machine.map(CreatePlanner::standsStill).orElse(true)) {
            throw CreatePlanProblems.machineCannotAnswer(machine.orElseThrow()).exception();
        }
        if (asksHook && isMinGradeOutOfReach(request)) {
            throw CreatePlanProblems.minGradeOutOfReach(request.holdUntil()).exception();
        }
        return new CreatePlan(
                run,
                request.app(),
                volume,
                machine,
                asksHook,
                policy,
                request.holdUntil(),
                request.holdMax(),
                request.databases(),
                request.minGrade(),
                request.labels(),
                request.retainDays(),
                request.acceptNewerThan(),
                request.noWait(),
                request.timeout());
    }

    /** An earlier snapshot that may stand in can have been held, whatever becomes of this hold. */
    private static boolean isMinGradeOutOfReach(CreateRequest request) {
        return request.minGrade().equals(Optional.of(Grade.HELD))
                && request.holdUntil() != HoldUntil.CREATED
                && request.acceptNewerThan().isEmpty();
    }

    private QuiescePolicy policy(CreateRequest request) {
        QuiescePolicy policy =
                request.quiesce()
                        .orElse(hook.isPresent() ? QuiescePolicy.REQUIRED : QuiescePolicy.OFF);
        if (policy == QuiescePolicy.REQUIRED && hook.isEmpty()) {
            throw CreatePlanProblems.hookMissing(request.app()).exception();
        }
        return policy;
    }

    private static boolean canAnswer(Machine machine) {
        return !standsStill(machine) && !machine.state().equals(MachineState.SUSPENDED);
    }

    /**
     * Nobody writes there. A suspended machine does not count: what is in its memory is not on the
     * volume.
     */
    public static boolean standsStill(Machine machine) {
        return machine.state().isProvenStopped();
    }
}
