package dev.flysnap.doctor.triage;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.snapshot.catalog.LargerSnapshot;
import dev.flysnap.snapshot.catalog.SnapshotLineage;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.sources.Source;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Fly and the journal say about an app, as far as the advice rules need it.
 *
 * @param finishedSnapshots newest first, those of deleted volumes too; none that is known to be bad
 * @param newerBad those that are newer, newest first: all are known to be bad
 * @param problems what could not be read
 * @param unlistedVolumes volumes whose snapshots could not be read
 * @param uses what each volume is for
 * @param outside the best copy or replica outside Fly; only looked for where no snapshot is usable
 */
record Observations(
        AppName app,
        Instant at,
        List<Machine> machines,
        List<SnapshotRow> finishedSnapshots,
        List<SnapshotRow> newerBad,
        List<Triage.PendingRun> runs,
        List<Problem> problems,
        Set<VolumeId> unlistedVolumes,
        VolumeUses uses,
        Optional<Source> outside) {

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

    /** Of all, whatever they are for. */
    Optional<SnapshotRow> newestOfAll() {
        return finishedSnapshots.stream().findFirst();
    }

    /** Of the volumes that machines of the app have; where they have none, of all. */
    Optional<SnapshotRow> newestSnapshot() {
        Set<VolumeId> live =
                dataVolumes().stream()
                        .filter(it -> it.machine().isPresent())
                        .map(it -> it.volume().id())
                        .collect(Collectors.toSet());
        return finishedSnapshots.stream()
                .filter(it -> live.contains(it.volumeId()))
                .findFirst()
                .or(this::newestOfAll);
    }

    /**
     * The newest snapshot of what the app works with, if it is known to be bad. One of a volume
     * that was replaced says nothing about the app's, unless that was restored from it.
     */
    Optional<SnapshotRow> newestBadOfLive() {
        return newerBad.stream()
                .filter(bad -> dataVolumes().stream().anyMatch(it -> isOf(bad, it)))
                .findFirst();
    }

    private static boolean isOf(SnapshotRow row, DataVolume data) {
        return row.volumeId().equals(data.volume().id())
                || data.machine().stream()
                        .flatMap(it -> RestoreTag.on(it).stream())
                        .anyMatch(it ->
                                it.snapshot().isPresent()
                                        && it.snapshot().equals(row.snapshot().id()));
    }

    /**
     * The machines that run the app: neither verifiers nor those that a cutover replaced. A machine
     * whose host does not answer shows no config; it counts.
     */
    List<Machine> appMachines() {
        return machines.stream().filter(this::isAppMachine).toList();
    }

    /** Whether a create that names no volume has only one to choose from, by its own rule. */
    boolean hasOneChoice() {
        return SupersededVolumes.classify(
                                uses.all().stream().map(VolumeUse::volume).toList(),
                                machines,
                                VolumeOnlyRestores.NONE)
                        .current()
                        .size()
                == 1;
    }

    /** The volumes that hold the app's data now. */
    List<DataVolume> dataVolumes() {
        return uses.all().stream()
                .filter(VolumeUse::mayBeLive)
                .map(VolumeUse::volume)
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

    /** The newest snapshot of that very volume. */
    Optional<SnapshotRow> ownSnapshotOf(VolumeId volume) {
        return finishedSnapshots.stream().filter(it -> it.volumeId().equals(volume)).findFirst();
    }

    /**
     * The newest snapshot of a volume, else of the one that it was restored from, else of an
     * earlier one with its name.
     */
    Optional<SnapshotRow> newestSnapshotOf(Volume volume) {
        return ownSnapshotOf(volume.id())
                .or(() ->
                        SnapshotLineage.source(volume.id(), machines).flatMap(this::ownSnapshotOf))
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
                runs.stream().anyMatch(it -> it.unfencedMachine().equals(Optional.of(machine.id())))
                        && isAnotherRunning(machine.id());
        boolean stopped = machine.state().equals(MachineState.STOPPED);
        return !fencePending
                && !TagKeys.isVerifier(machine)
                && (machine.config().isEmpty() || TagKeys.hasPlatformMetadata(machine) || !stopped);
    }

    /** Whether the app runs on another machine than this one. */
    boolean isAnotherRunning(MachineId machine) {
        return machines.stream()
                .anyMatch(
                        it -> !it.id().equals(machine) && isRunning(it) && !TagKeys.isVerifier(it));
    }

    static boolean isReachable(Machine machine) {
        return machine.hostStatus() == HostStatus.OK;
    }

    static boolean isRunning(Machine machine) {
        return isReachable(machine) && machine.state().equals(MachineState.STARTED);
    }
}
