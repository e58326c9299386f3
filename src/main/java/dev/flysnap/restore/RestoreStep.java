package dev.flysnap.restore;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import java.util.Map;
import java.util.Set;

/** What a restore does, forward and back. */
sealed interface RestoreStep {
    /** Which volumes are there already must be known after a crash. */
    record LookBefore() implements RestoreStep {}

    record CreateVolume(Set<VolumeId> before) implements RestoreStep {}

    record AwaitVolume(VolumeId volume) implements RestoreStep {}

    /** Its first boot is the verifier, never the app. */
    record CreateMachine(VolumeId volume) implements RestoreStep {}

    record AwaitVerifier(MachineId machine) implements RestoreStep {}

    record ReadVerdict(MachineId machine) implements RestoreStep {}

    record StopVerifier(MachineId machine) implements RestoreStep {}

    /** Changes nothing: its place in the journal is what counts. */
    record BeginCutover() implements RestoreStep {}

    record CordonOld(MachineId machine) implements RestoreStep {}

    /** A machine with the platform's metadata is started again by the next deploy. */
    record WithdrawOld(MachineId machine, Map<String, String> metadata) implements RestoreStep {}

    record StopOld(MachineId machine) implements RestoreStep {}

    record UnscheduleOld(MachineId machine) implements RestoreStep {}

    /** Changes nothing: its place in the journal is what counts. */
    record Commit() implements RestoreStep {}

    record BecomeApp(MachineId machine, VolumeId volume) implements RestoreStep {}

    record StartApp(MachineId machine) implements RestoreStep {}

    record AwaitHealthy(MachineId machine) implements RestoreStep {}

    record UncordonApp(MachineId machine) implements RestoreStep {}

    record ReturnMetadata(MachineId machine, Map<String, String> metadata) implements RestoreStep {}

    record StartOld(MachineId machine) implements RestoreStep {}

    record UncordonOld(MachineId machine) implements RestoreStep {}

    record DeleteMachine(MachineId machine) implements RestoreStep {}

    record DeleteVolume(VolumeId volume) implements RestoreStep {}
}
