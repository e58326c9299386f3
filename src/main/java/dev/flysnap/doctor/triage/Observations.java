package dev.flysnap.doctor.triage;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.catalog.LargerSnapshot;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.tags.TagKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Fly and the journal say about an app, as far as the advice rules need it.
 *
 * @param finishedSnapshots newest first, those of deleted volumes too; none that is known to be bad
 * @param newerBad those that are newer, newest first: all are known to be bad
 * @param problems what could not be read
 * @param unlistedVolumes volumes whose snapshots could not be read
 * @param volumeOnlyRestores volumes of restores with {@code --volume-only}
 */
record Observations(
        AppName app,
        Instant at,
        List<Machine> machines,
        List<Volume> volumes,
        List<SnapshotRow> finishedSnapshots,
        List<SnapshotRow> newerBad,
        List<Triage.PendingRun> runs,
        List<Problem> problems,
        Set<VolumeId> unlistedVolumes,
        VolumeOnlyRestores volumeOnlyRestores) {

    /** A volume with the app's data, and the machine that it is attached to. */
    record DataVolume(Volume volume, Optional<Machine> machine) {
        boolean isReachable() {
            return machine.map(Observations::isReachable).orElse(true);
        }
    }

    /** Older snapshots that hold much more than the newest of their volume. */
    List<LargerSnapshot> larger() {
        return LargerSnapshot.find(
                finishedSnapshots.stream().flatMap(it -> it.known().stream()).toList());
    }

    Optional<SnapshotRow> newestSnapshot() {
        return finishedSnapshots.stream().findFirst();
    }

    /**
     * The machines that run the app: neither verifiers nor those that a cutover replaced. A machine
     * whose host does not answer shows no config; it counts.
     */
    List<Machine> appMachines() {
        return machines.stream().filter(this::isAppMachine).toList();
    }

    /** The volumes that hold the app's data now. */
    List<DataVolume> dataVolumes() {
        return SupersededVolumes.classify(volumes, machines, volumeOnlyRestores).current().stream()
                .filter(it -> !TagKeys.isFlysnapName(it.name().value()))
                .flatMap(volume -> dataVolume(volume).stream())
                .toList();
    }

    /** Empty if it is attached to a machine that does not run the app. */
    private Optional<DataVolume> dataVolume(Volume volume) {
        Optional<Machine> attached =
                machines.stream()
                        .filter(machine ->
                                volume.attachedMachine().equals(Optional.of(machine.id()))
                                        || machine.mountedVolumes().contains(volume.id()))
                        .findFirst();
        return attached.filter(it -> !isAppMachine(it)).isPresent()
                ? Optional.empty()
                : Optional.of(new DataVolume(volume, attached));
    }

    /** The newest snapshot of a volume, else of an earlier volume with its name. */
    Optional<SnapshotRow> newestSnapshotOf(Volume volume) {
        return finishedSnapshots.stream()
                .filter(it -> it.volumeId().equals(volume.id()))
                .findFirst()
                .or(() ->
                        finishedSnapshots.stream()
                                .filter(it -> volumeName(it).equals(Optional.of(volume.name())))
                                .findFirst());
    }

    /** The name of its volume, if Fly or the journal know it. */
    static Optional<VolumeName> volumeName(SnapshotRow row) {
        return row.volume()
                .map(Volume::name)
                .or(() ->
                        row.known()
                                .map(it -> it.volumeFacts())
                                .flatMap(it -> it.text("name"))
                                .map(VolumeName::new));
    }

    private boolean isAppMachine(Machine machine) {
        boolean fencePending =
                runs.stream()
                        .anyMatch(it -> it.unfencedMachine().equals(Optional.of(machine.id())));
        boolean stopped = machine.state().equals(MachineState.STOPPED);
        return !fencePending
                && !TagKeys.isVerifier(machine)
                && (machine.config().isEmpty() || TagKeys.hasPlatformMetadata(machine) || !stopped);
    }

    static boolean isReachable(Machine machine) {
        return machine.hostStatus() == HostStatus.OK;
    }

    static boolean isRunning(Machine machine) {
        return isReachable(machine) && machine.state().equals(MachineState.STARTED);
    }
}
