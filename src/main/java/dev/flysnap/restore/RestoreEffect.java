package dev.flysnap.restore;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.Set;

/** What the steps of a restore changed or saw. */
sealed interface RestoreEffect {
    record SawVolumes(Set<VolumeId> ids) implements RestoreEffect {}

    record VolumeCreated(VolumeId volume) implements RestoreEffect {}

    record MachineCreated(MachineId machine) implements RestoreEffect {}

    record Verified(Verdict verdict) implements RestoreEffect {}

    record Reached(Milestone milestone, Instant at) implements RestoreEffect {}
}
