package dev.flysnap.snapshot.create;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.util.Optional;

/** Why there was no quiesce, as the receipt says it. Pure. */
final class NoQuiesceReason {

    /** Empty where a hook was called, or could have been. */
    static Optional<String> of(CreatePlan plan) {
        if (plan.asksHook() || plan.machine().isEmpty()) {
            // Without a machine the grading itself says so: it caps the grade.
            return Optional.empty();
        }
        Machine machine = plan.machine().get();
        if (machine.state().equals(MachineState.SUSPENDED)) {
            return Optional.of(
                    "Machine %s is suspended: what is in its memory is not on the volume, and its hook cannot answer."
                            .formatted(machine.id()));
        }
        return machine.state().isProvenStopped()
                ? Optional.of(
                        "Machine %s is %s: nothing writes there, so no quiesce was needed."
                                .formatted(machine.id(), machine.state()))
                : Optional.empty();
    }

    private NoQuiesceReason() {}
}
