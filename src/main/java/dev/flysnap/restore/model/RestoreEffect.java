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
    @JsonName("volumes-listed")
    record VolumesListed(Set<VolumeId> ids) implements RestoreEffect {}

    @JsonName("volume-created")
    record VolumeCreated(VolumeId volume, Region region) implements RestoreEffect {}

    /** Nothing was created there, for lack of capacity or another reason. */
    @JsonName("no-capacity")
    record NoCapacity(RegionRefusal refusal) implements RestoreEffect {}

    /** Nothing was created: the snapshot needs a larger volume. */
    @JsonName("volume-too-small")
    record VolumeTooSmall(int requiredGb) implements RestoreEffect {}

    /**
     * No machine was created: Fly does not find the volume that it has just made.
     *
     * @param refusal counts for the region when it happens there again
     */
    @JsonName("volume-not-found")
    record VolumeNotFound(VolumeId volume, RegionRefusal refusal) implements RestoreEffect {}

    /** A volume that cannot get its machine was deleted. */
    @JsonName("volume-abandoned")
    record VolumeAbandoned() implements RestoreEffect {}

    @JsonName("machine-created")
    record MachineCreated(MachineId machine) implements RestoreEffect {}

    @JsonName("verified")
    record Verified(Verdict verdict) implements RestoreEffect {}

    /**
     * @param failure why the app does not come up on the restored data; absent = it does
     */
    @JsonName("app-tried")
    record AppTried(Optional<String> failure, Instant at) implements RestoreEffect {}

    /**
     * From here on an undo puts the old machine back in service.
     *
     * @param old as it is now, when there is one
     * @param unfenced whether the operator accepted that it may keep running
     */
    @JsonName("cutover-begun")
    record CutoverBegun(Optional<Machine> old, boolean unfenced, Instant at)
            implements RestoreEffect {}

    /**
     * The old machine is stopped, before a move takes its snapshot.
     *
     * @param machine as it is then
     */
    @JsonName("old-machine-stopped")
    record OldMachineStopped(Machine machine) implements RestoreEffect {}

    /** By a move. */
    @JsonName("snapshot-taken")
    record SnapshotTaken(SnapshotId snapshot, Optional<Instant> takenAt, String grade)
            implements RestoreEffect {}

    /**
     * From here on the run cannot be continued.
     *
     * @param oldStays whether the old machine is left as it is, because another one runs the app or
     *     it does not exist any more
     * @param beside other machines that had begun to work with the app's data
     */
    @JsonName("undo-begun")
    record UndoBegun(boolean oldStays, Set<MachineId> beside, Instant at)
            implements RestoreEffect {}

    /**
     * @param volume the superseded machine's
     */
    @JsonName("finish-begun")
    record FinishBegun(Optional<VolumeId> volume, Instant at) implements RestoreEffect {}

    @JsonName("reached")
    record Reached(Milestone milestone, Instant at) implements RestoreEffect {}
}
