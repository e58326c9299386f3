package dev.flysnap.restore;

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
sealed interface RestoreStep {
    /** Which volumes are there already must be known after a crash. */
    record LookBefore() implements RestoreStep {}

    record CreateVolume(Set<VolumeId> before, Region region, SnapshotId snapshot)
            implements RestoreStep {}

    record AwaitVolume(VolumeId volume) implements RestoreStep {}

    /** Its first boot is the verifier, never the app. */
    record CreateMachine(VolumeId volume, Region region) implements RestoreStep {}

    /** Its host has no room for the machine: the next region is tried. */
    record AbandonVolume(VolumeId volume) implements RestoreStep {}

    /** No region is left. */
    record GiveUp(List<RegionRefusal> refused) implements RestoreStep {}

    record AwaitVerifier(MachineId machine) implements RestoreStep {}

    record ReadVerdict(MachineId machine) implements RestoreStep {}

    record StopVerifier(MachineId machine) implements RestoreStep {}

    /**
     * Changes nothing: its place in the journal is what counts, and what the old machine is like
     * now.
     */
    record BeginCutover(Optional<MachineId> old) implements RestoreStep {}

    record CordonOld(MachineId machine) implements RestoreStep {}

    /** A machine with the platform's metadata is started again by the next deploy. */
    record WithdrawOld(MachineId machine) implements RestoreStep {}

    record StopOld(MachineId machine) implements RestoreStep {}

    record UnscheduleOld(MachineId machine) implements RestoreStep {}

    /** How the old machine stands must be known after a crash. */
    record LookStill(MachineId machine) implements RestoreStep {}

    /**
     * @param create the create's own run
     */
    record TakeSnapshot(RunId create, VolumeId volume) implements RestoreStep {}

    /**
     * @param then as it was before the snapshot
     */
    record ConfirmStill(Machine then) implements RestoreStep {}

    /** Nobody else works with the app's data. */
    record ConfirmAlone() implements RestoreStep {}

    /** Changes nothing: its place in the journal is what counts. */
    record Commit() implements RestoreStep {}

    record BecomeApp(MachineId machine, VolumeId volume) implements RestoreStep {}

    record StartApp(MachineId machine) implements RestoreStep {}

    record AwaitHealthy(MachineId machine) implements RestoreStep {}

    record UncordonApp(MachineId machine) implements RestoreStep {}

    /**
     * Looks whether the old machine can and may work again; its place in the journal is what keeps
     * the run from going forward.
     *
     * @param old absent when nothing was done to one
     * @param beside machines that an earlier look found beside the new one
     */
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

    record ReturnMetadata(MachineId machine, Map<String, String> metadata) implements RestoreStep {}

    /** Back to how it was when the cutover began. */
    record StartOld(Machine before) implements RestoreStep {}

    record UncordonOld(MachineId machine) implements RestoreStep {}

    record CordonNew(MachineId machine) implements RestoreStep {}

    record WithdrawNew(MachineId machine) implements RestoreStep {}

    record StopNew(MachineId machine) implements RestoreStep {}

    record DeleteMachine(MachineId machine) implements RestoreStep {}

    record DeleteVolume(VolumeId volume) implements RestoreStep {}

    /**
     * Changes nothing: its place in the journal is what counts, and which volume is the old one.
     *
     * @param volume as far as the journal knows it
     */
    record BeginFinish(MachineId old, Optional<VolumeId> volume) implements RestoreStep {}

    record DeleteOldMachine(MachineId machine) implements RestoreStep {}

    record DeleteOldVolume(VolumeId volume) implements RestoreStep {}
}
