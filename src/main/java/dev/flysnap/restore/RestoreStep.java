package dev.flysnap.restore;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a restore does, forward and back. */
@JsonName("restore-step")
sealed interface RestoreStep {
    /** Which volumes are there already must be known after a crash. */
    @JsonName("look-before")
    record LookBefore() implements RestoreStep {}

    @JsonName("create-volume")
    record CreateVolume(Set<VolumeId> before, Region region, SnapshotId snapshot)
            implements RestoreStep {}

    @JsonName("await-volume")
    record AwaitVolume(VolumeId volume) implements RestoreStep {}

    /** Its first boot is the verifier, never the app. */
    @JsonName("create-machine")
    record CreateMachine(VolumeId volume, Region region) implements RestoreStep {}

    /** Its host has no room for the machine: the next region is tried. */
    @JsonName("abandon-volume")
    record AbandonVolume(VolumeId volume) implements RestoreStep {}

    /** No region is left. */
    @JsonName("give-up")
    record GiveUp(List<RegionRefusal> refused) implements RestoreStep {}

    @JsonName("await-verifier")
    record AwaitVerifier(MachineId machine) implements RestoreStep {}

    @JsonName("read-verdict")
    record ReadVerdict(MachineId machine) implements RestoreStep {}

    @JsonName("stop-verifier")
    record StopVerifier(MachineId machine) implements RestoreStep {}

    /**
     * Changes nothing: its place in the journal is what counts, and what the old machine is like
     * now.
     */
    @JsonName("begin-cutover")
    record BeginCutover(Optional<MachineId> old) implements RestoreStep {}

    @JsonName("cordon-old")
    record CordonOld(MachineId machine) implements RestoreStep {}

    /** A machine with the platform's metadata is started again by the next deploy. */
    @JsonName("withdraw-old")
    record WithdrawOld(MachineId machine) implements RestoreStep {}

    @JsonName("stop-old")
    record StopOld(MachineId machine) implements RestoreStep {}

    @JsonName("unschedule-old")
    record UnscheduleOld(MachineId machine) implements RestoreStep {}

    /** How the old machine stands must be known after a crash. */
    @JsonName("look-still")
    record LookStill(MachineId machine) implements RestoreStep {}

    /**
     * @param create the create's own run
     */
    @JsonName("take-snapshot")
    record TakeSnapshot(RunId create, VolumeId volume) implements RestoreStep {}

    /**
     * @param then as it was before the snapshot
     */
    @JsonName("confirm-still")
    record ConfirmStill(Machine then) implements RestoreStep {}

    /** Nobody else works with the app's data. */
    @JsonName("confirm-alone")
    record ConfirmAlone() implements RestoreStep {}

    /** Changes nothing: its place in the journal is what counts. */
    @JsonName("commit")
    record Commit() implements RestoreStep {}

    @JsonName("become-app")
    record BecomeApp(MachineId machine, VolumeId volume) implements RestoreStep {}

    @JsonName("start-app")
    record StartApp(MachineId machine) implements RestoreStep {}

    @JsonName("await-healthy")
    record AwaitHealthy(MachineId machine) implements RestoreStep {}

    @JsonName("uncordon-app")
    record UncordonApp(MachineId machine) implements RestoreStep {}

    /**
     * Looks whether the old machine can and may work again; its place in the journal is what keeps
     * the run from going forward.
     *
     * @param old absent when nothing was done to one
     * @param beside machines that an earlier look found beside the new one
     */
    @JsonName("begin-undo")
    record BeginUndo(Optional<MachineId> old, Reach reach, Set<MachineId> beside)
            implements RestoreStep {
        /** How far the run had come. */
        enum Reach {
            /** The app has not run on the new volume. */
            BEFORE_COMMIT,
            /** Nor was anything done to the old machine, whose host did not answer. */
            UNFENCED,
            /** It may have, and nobody is served. */
            COMMITTED,
            /** It runs there, or ran; or the old machine was never stopped. */
            SERVING
        }
    }

    @JsonName("return-metadata")
    record ReturnMetadata(MachineId machine, Map<String, String> metadata) implements RestoreStep {}

    /** Back to how it was when the cutover began. */
    @JsonName("start-old")
    record StartOld(Machine before) implements RestoreStep {}

    @JsonName("uncordon-old")
    record UncordonOld(MachineId machine) implements RestoreStep {}

    @JsonName("cordon-new")
    record CordonNew(MachineId machine) implements RestoreStep {}

    @JsonName("withdraw-new")
    record WithdrawNew(MachineId machine) implements RestoreStep {}

    @JsonName("stop-new")
    record StopNew(MachineId machine) implements RestoreStep {}

    @JsonName("delete-machine")
    record DeleteMachine(MachineId machine) implements RestoreStep {}

    @JsonName("delete-volume")
    record DeleteVolume(VolumeId volume) implements RestoreStep {}

    /**
     * Changes nothing: its place in the journal is what counts, and which volume is the old one.
     *
     * @param volume as far as the journal knows it
     */
    @JsonName("begin-finish")
    record BeginFinish(MachineId old, Optional<VolumeId> volume) implements RestoreStep {}

    @JsonName("delete-old-machine")
    record DeleteOldMachine(MachineId machine) implements RestoreStep {}

    @JsonName("delete-old-volume")
    record DeleteOldVolume(VolumeId volume) implements RestoreStep {}
}
