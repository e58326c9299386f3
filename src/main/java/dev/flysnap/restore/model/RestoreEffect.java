package dev.flysnap.restore.model;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.verify.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the steps of a restore changed or saw. */
@JsonName("restore-effect")
public sealed interface RestoreEffect {
    @JsonName("saw-volumes")
    record VolumesListed(Set<VolumeId> ids) implements RestoreEffect {}

    @JsonName("volume-created")
    record VolumeCreated(VolumeId volume, Region region) implements RestoreEffect {}

    /** Nothing was made there. */
    @JsonName("no-room")
    record NoCapacity(RegionRefusal refusal) implements RestoreEffect {}

    /** A volume whose host has no room for the machine is gone again. */
    @JsonName("volume-abandoned")
    record VolumeAbandoned() implements RestoreEffect {}

    @JsonName("machine-created")
    record MachineCreated(MachineId machine) implements RestoreEffect {}

    @JsonName("verified")
    record Verified(Verdict verdict) implements RestoreEffect {}

    /**
     * From here on the way back puts the old machine to work again, whatever had been done to it.
     *
     * @param old as it is now, when there is one
     * @param unfenced whether the operator accepted that it may run on
     */
    @JsonName("cutover-begun")
    record CutoverBegun(Optional<Machine> old, boolean unfenced, Instant at)
            implements RestoreEffect {}

    /**
     * The old machine stands still, before a move takes its snapshot.
     *
     * @param machine as it is then
     */
    @JsonName("saw-still")
    record OldMachineStopped(Machine machine) implements RestoreEffect {}

    /** A move's own snapshot. */
    @JsonName("snapshot-taken")
    record SnapshotTaken(SnapshotId snapshot, Optional<Instant> takenAt, String grade)
            implements RestoreEffect {}

    /**
     * From here on there is no way forward.
     *
     * @param oldStays whether the old machine is left as it is: another one runs the app, or it is
     *     gone
     * @param beside machines that had come to the new one's side, and stay
     */
    @JsonName("undo-begun")
    record UndoBegun(boolean oldStays, Set<MachineId> beside, Instant at)
            implements RestoreEffect {}

    /**
     * @param volume the old machine's
     */
    @JsonName("finish-begun")
    record FinishBegun(Optional<VolumeId> volume, Instant at) implements RestoreEffect {}

    @JsonName("reached")
    record Reached(Milestone milestone, Instant at) implements RestoreEffect {}
}
