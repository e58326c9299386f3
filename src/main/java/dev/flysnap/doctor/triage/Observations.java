package dev.flysnap.doctor.triage;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.tags.TagKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of an app, as far as advice needs it.
 *
 * @param finished its finished snapshots, newest first, those of deleted volumes too
 * @param unread what could not be looked at
 * @param unlisted the volumes among that: which snapshots they have is not known
 * @param loose volumes that were made to be looked at
 */
record Observations(
        AppName app,
        Instant at,
        List<Machine> machines,
        List<Volume> volumes,
        List<SnapshotRow> finished,
        List<Triage.PendingRun> runs,
        List<Problem> unread,
        Set<VolumeId> unlisted,
        VolumeOnlyRestores loose) {

    /** A volume with the app's data, and the machine that has it. */
    record Place(Volume volume, Optional<Machine> machine) {
        boolean isReachable() {
            return machine.map(Observations::isReachable).orElse(true);
        }
    }

    Optional<SnapshotRow> newest() {
        return finished.stream().findFirst();
    }

    /**
     * The machines that are the app: not those that a cutover replaced, nor verifiers. One whose
     * host does not answer shows no config, and counts.
     */
    List<Machine> serving() {
        return machines.stream().filter(this::isTheApp).toList();
    }

    /** Where the app's data is now: each is looked at for itself. */
    List<Place> places() {
        return SupersededVolumes.among(volumes, machines, loose).meant().stream()
                .filter(it -> !TagKeys.isFlysnapName(it.name().value()))
                .flatMap(volume -> place(volume).stream())
                .toList();
    }

    /** Empty where the machine that has it is none of the app's. */
    private Optional<Place> place(Volume volume) {
        Optional<Machine> has =
                machines.stream()
                        .filter(it ->
                                volume.attachedMachine().equals(Optional.of(it.id()))
                                        || it.mountedVolumes().contains(volume.id()))
                        .findFirst();
        return has.filter(it -> !isTheApp(it)).isPresent()
                ? Optional.empty()
                : Optional.of(new Place(volume, has));
    }

    /** The newest snapshot with a volume's data: its own, else of an earlier one of its name. */
    Optional<SnapshotRow> newestOf(Volume volume) {
        return finished.stream()
                .filter(it -> it.volumeId().equals(volume.id()))
                .findFirst()
                .or(() ->
                        finished.stream()
                                .filter(it -> name(it).equals(Optional.of(volume.name())))
                                .findFirst());
    }

    /** What its volume is or was called, as far as Fly or the journal know. */
    static Optional<VolumeName> name(SnapshotRow row) {
        return row.volume()
                .map(Volume::name)
                .or(() ->
                        row.known()
                                .map(it -> it.volumeFacts())
                                .flatMap((Json.Obj facts) -> facts.text("name"))
                                .map(VolumeName::new));
    }

    private boolean isTheApp(Machine machine) {
        boolean fencedLater =
                runs.stream().anyMatch(it -> it.unfenced().equals(Optional.of(machine.id())));
        boolean stands = machine.state().equals(MachineState.STOPPED);
        return !fencedLater
                && !TagKeys.isVerifier(machine)
                && (machine.config().isEmpty() || TagKeys.hasPlatformMetadata(machine) || !stands);
    }

    static boolean isReachable(Machine machine) {
        return machine.hostStatus() == HostStatus.OK;
    }

    static boolean runs(Machine machine) {
        return isReachable(machine) && machine.state().equals(MachineState.STARTED);
    }
}
