package dev.flysnap.snapshot.plan;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.hook.look.InventoryLook;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.VolumeInventory;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.image.ImageInventory;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.tags.CreateTag;
import java.util.Optional;

/** Reads the state on Fly and decides how a volume is snapshotted; changes nothing. */
public final class CreatePlanner {
    private final RunContext context;
    private final FlyApi fly;
    private final Optional<QuiescerFactory> hook;
    private final ImageInventory images;

    public CreatePlanner(RunContext context, Optional<QuiescerFactory> hook) {
        this(context, hook, new ImageInventory(context));
    }

    /**
     * @param images what is known of them, also from the plans of other volumes
     */
    public CreatePlanner(
            RunContext context, Optional<QuiescerFactory> hook, ImageInventory images) {
        this.context = context;
        this.fly = context.fly();
        this.hook = hook;
        this.images = images;
    }

    /**
     * Reads the state on Fly and decides; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public CreatePlan plan(RunId run, CreateRequest request) {
        QuiescePolicy _ = policy(request);
        fly.apps().get(request.app());
        return plan(
                run, request, new VolumeSelector(context).select(request.app(), request.volume()));
    }

    /** For a volume that was just read. */
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
                && !machine.map(it -> it.state().isProvenStopped()).orElse(true)) {
            throw CreatePlanProblems.machineCannotAnswer(machine.orElseThrow()).exception();
        }
        if (asksHook) {
            hook.orElseThrow().check(request.app(), machine.orElseThrow());
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
                request.timeout(),
                machine.flatMap(it -> images.of(request.app(), it)),
                asksHook && !request.acceptShrunk()
                        ? EarlierSizes.of(context.journal(), request.app(), volume.name())
                        : Optional.empty(),
                request.check(),
                machine.filter(_ -> asksHook).flatMap(it -> inventory(request, it)),
                Optional.empty());
    }

    private Optional<VolumeInventory> inventory(CreateRequest request, Machine machine) {
        QuiescerFactory asked = hook.orElseThrow();
        return new InventoryLook(fly.machines(), asked.container())
                .of(request.app(), machine, () -> asked.reach(request.app(), machine))
                .map(it -> it.without(request.ignored()));
    }

    /** Where an earlier snapshot is accepted, that one may have been held. */
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

    /** Whether a hook beside it can be reached. */
    public static boolean canAnswer(Machine machine) {
        return !machine.state().isProvenStopped()
                && !machine.state().equals(MachineState.SUSPENDED);
    }
}
