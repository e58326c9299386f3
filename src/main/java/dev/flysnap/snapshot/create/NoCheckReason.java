package dev.flysnap.snapshot.create;

import dev.flysnap.model.Machine;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreatePlanner;
import java.util.Optional;

/** Why nobody can check the live databases, as the receipt says it. Pure. */
final class NoCheckReason {

    /** Empty where a hook can be asked. */
    static Optional<String> of(CreatePlan plan, boolean hasHook) {
        if (!hasHook) {
            return Optional.of("no hook is configured that could: --hook exec, or flysnap's agent");
        }
        Optional<Machine> machine = plan.machine();
        if (machine.isEmpty()) {
            return Optional.of("the volume is attached to no machine");
        }
        return machine.filter(it -> !CreatePlanner.canAnswer(it))
                .map(it -> "machine %s is %s".formatted(it.id(), it.state()));
    }

    private NoCheckReason() {}
}
