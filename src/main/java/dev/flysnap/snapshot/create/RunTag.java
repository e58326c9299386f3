package dev.flysnap.snapshot.create;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateStep;
import dev.flysnap.tags.CreateTag;
import java.util.Optional;

/** The tag of a create in the metadata of the app's machine. Nothing depends on it. */
final class RunTag {
    private final CreatePlan plan;
    private final RunContext context;

    RunTag(CreatePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    CreateEffect write(CreateStep.WriteTag step) {
        CreateTag tag =
                new CreateTag(
                        plan.run(),
                        context.clock().instant(),
                        step.retentionBefore(),
                        plan.retainDays(),
                        step.snapshot());
        return new CreateEffect.TagWritten(send(tag, step.machine()), step.snapshot());
    }

    /** Whether the machine has the tag now, or may have it. */
    private boolean send(CreateTag tag, MachineId machine) {
        try {
            context.fly()
                    .machines()
                    .setMetadata(plan.app(), machine, CreateTag.KEY, tag.text(), Optional.empty());
            return true;
        } catch (FlyException e) {
            return e.outcome() == FlyException.Outcome.UNKNOWN;
        }
    }

    /** Removes the run's own tag, where the machine is still there. */
    void remove(MachineId machine) {
        boolean _ = FlyException.emptyIfNotFound(() -> removed(machine)).orElse(false);
    }

    private boolean removed(MachineId machine) {
        Machines machines = context.fly().duringOutage().machines();
        boolean ours =
                Optional.ofNullable(machines.metadata(plan.app(), machine).get(CreateTag.KEY))
                        .flatMap(CreateTag::parsed)
                        .filter(tag -> tag.run().equals(plan.run()))
                        .isPresent();
        if (ours) {
            machines.deleteMetadata(plan.app(), machine, CreateTag.KEY, Optional.empty());
        }
        return ours;
    }

    void reportLeft(MachineId machine, Problem why) {
        context.progress()
                .reportAlways(
                        "the tag %s of %s stays on machine %s, where it does no harm; the next one replaces it: %s"
                                .formatted(CreateTag.KEY, plan.run(), machine, why.what()));
    }
}
