package dev.flysnap.doctor.triage;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.time.TimeText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recommends a command for each volume whose data no machine serves. Pure. */
final class DataAdviceRules {
    private final Observations observations;
    private final RestoreTimeEstimate estimate;

    DataAdviceRules(Observations observations, RestoreTimeEstimate estimate) {
        this.observations = observations;
        this.estimate = estimate;
    }

    Optional<Advice> advice() {
        return unreachableHost().or(this::dataWithoutMachine).or(this::stoppedMachine);
    }

    /** A running machine with another volume does not help, so each volume counts by itself. */
    private Optional<Advice> unreachableHost() {
        Set<VolumeName> running = runningVolumeNames();
        return observations.dataVolumes().stream()
                .filter(it -> !it.isReachable() && !running.contains(it.volume().name()))
                .findFirst()
                .map(dataVolume ->
                        unreachableHost(
                                dataVolume.machine().orElseThrow(),
                                observations.newestSnapshotOf(dataVolume.volume())))
                .or(this::unreachableHostWithoutVolume);
    }

    /**
     * An unreachable machine, while another one runs with a volume of the same name: it may be a
     * copy, or have been replaced. Nobody can tell, so the command only shows it.
     */
    Optional<Advice> unreachableDuplicate() {
        return observations.dataVolumes().stream()
                .filter(it -> !it.isReachable())
                .findFirst()
                .map(it -> unreachableDuplicate(it.machine().orElseThrow(), it.volume()));
    }

    private Advice unreachableDuplicate(Machine machine, Volume volume) {
        return Advice.ofSeconds(
                showMachine(machine),
                """
                The host of machine %s does not answer. Another machine runs with a volume of the same name, %s. \
                If the app needs the data on %s too, restore it: flysnap restore %s --app %s --dry-run\
                """
                        .formatted(
                                machine.id(),
                                volume.name(),
                                volume.id(),
                                observations
                                        .newestSnapshotOf(volume)
                                        .map(DataAdviceRules::snapshotName)
                                        .orElse("latest"),
                                observations.app()));
    }

    private Set<VolumeName> runningVolumeNames() {
        return observations.dataVolumes().stream()
                .filter(it -> it.machine().filter(Observations::isRunning).isPresent())
                .map(it -> it.volume().name())
                .collect(Collectors.toSet());
    }

    private Optional<Advice> unreachableHostWithoutVolume() {
        return noMachineRunsWithoutVolume()
                ? observations.appMachines().stream()
                        .filter(it -> !Observations.isReachable(it))
                        .findFirst()
                        .map(it -> unreachableHost(it, observations.newestSnapshot()))
                : Optional.empty();
    }

    private boolean noMachineRunsWithoutVolume() {
        return observations.dataVolumes().isEmpty()
                && observations.appMachines().stream().noneMatch(Observations::isRunning);
    }

    private Advice unreachableHost(Machine machine, Optional<SnapshotRow> newest) {
        String host = "The host of machine %s does not answer. ".formatted(machine.id());
        return newest.map(snapshot ->
                        restoreWithCutover(
                                snapshot,
                                " --accept-unfenced",
                                host
                                        + dataLoss(snapshot)
                                        + " The old machine cannot be stopped meanwhile. If those writes matter more than the time, wait for the host instead."))
                .orElseGet(() ->
                        Advice.ofUnknownDuration(
                                showMachine(machine),
                                host
                                        + "No usable snapshot could be read, so the data is nowhere else: wait for the host, and ask Fly's support.",
                                "until the host is back"));
    }

    private Optional<Advice> dataWithoutMachine() {
        List<Observations.DataVolume> volumes =
                observations.dataVolumes().stream().filter(this::holdsNewestData).toList();
        if (volumes.stream().anyMatch(it -> it.machine().isPresent())) {
            return Optional.empty();
        }
        return volumes.stream()
                .map(Observations.DataVolume::volume)
                .filter(it -> it.state().isReady())
                .findFirst()
                .map(this::deploy)
                .or(() -> observations.newestSnapshot().map(this::restoreDeletedVolume))
                .or(this::nothingLeft);
    }

    private Advice deploy(Volume volume) {
        return Advice.ofMinutes(
                "fly deploy --app " + observations.app(),
                """
                The app's volume %s exists, but is attached to no machine: a deploy creates a machine on it, \
                with all its data. fly.toml has to mount it by its name, %s.\
                """
                        .formatted(volume.id(), volume.name()));
    }

    private Advice restoreDeletedVolume(SnapshotRow newest) {
        return restoreWithCutover(
                newest,
                "",
                """
                Neither the volume of the newest snapshot nor a later one of the same name is attached to a \
                machine. %s%s\
                """
                        .formatted(unattachedVolumes(), dataLoss(newest)));
    }

    /** Only if there is no machine either: an app without volumes and snapshots may need none. */
    private Optional<Advice> nothingLeft() {
        return observations.appMachines().isEmpty()
                ? Optional.of(
                        Advice.ofUnknownDuration(
                                "fly volumes list --all --app " + observations.app(),
                                "There is no machine, no volume and no usable snapshot. Fly's support can bring back a volume that was deleted less than 24 hours ago.",
                                "as long as the support takes"))
                : Optional.empty();
    }

    /**
     * Whether a volume holds the data of the newest snapshot. An unattached volume may be a copy of
     * older data, so the same name does not suffice.
     */
    private boolean holdsNewestData(Observations.DataVolume data) {
        return observations
                .newestSnapshot()
                .map(newest ->
                        newest.volumeId().equals(data.volume().id())
                                || (data.machine().isPresent()
                                        && Observations.volumeName(newest)
                                                .map(data.volume().name()::equals)
                                                .orElse(true)))
                .orElse(true);
    }

    private String unattachedVolumes() {
        String volumes =
                observations.dataVolumes().stream()
                        .filter(it -> it.machine().isEmpty())
                        .map(it -> "%s (%s)".formatted(it.volume().id(), it.volume().name()))
                        .collect(Collectors.joining(", "));
        return volumes.isEmpty()
                ? ""
                : "Not attached to any machine: %s, which may hold something else. "
                        .formatted(volumes);
    }

    /** If another machine runs with a volume of the same name, one may be stopped on purpose. */
    private Optional<Advice> stoppedMachine() {
        Set<VolumeName> running = runningVolumeNames();
        Stream<Machine> stopped =
                noMachineRunsWithoutVolume()
                        ? observations.appMachines().stream()
                        : observations.dataVolumes().stream()
                                .filter(it -> !running.contains(it.volume().name()))
                                .flatMap(it -> it.machine().stream());
        return stopped.filter(Observations::isReachable).findFirst().map(this::stoppedMachine);
    }

    private Advice stoppedMachine(Machine machine) {
        MachineState state = machine.state();
        return state.equals(MachineState.SUSPENDED) || state.isProvenStopped()
                ? Advice.ofSeconds(
                        "fly machine start %s --app %s".formatted(machine.id(), observations.app()),
                        "The app's machine is %s; its host answers and its volume exists."
                                .formatted(state))
                : Advice.ofSeconds(
                        "fly logs --app %s --machine %s"
                                .formatted(observations.app(), machine.id()),
                        "The app's machine is %s: its log says why. The data is on its volume."
                                .formatted(state));
    }

    /** If a restore of that snapshot is verified already, only its cutover is left. */
    private Advice restoreWithCutover(SnapshotRow data, String option, String why) {
        return observations.runs().stream()
                .filter(pendingRun ->
                        pendingRun.restoredSnapshot().isPresent()
                                && pendingRun.restoredSnapshot().equals(data.snapshot().id()))
                .findFirst()
                .map(run ->
                        Advice.ofMinutes(
                                run.command() + option,
                                why + " That snapshot is restored and verified already."))
                .orElseGet(() ->
                        restoreAdvice(
                                "flysnap restore %s --app %s --cutover%s"
                                        .formatted(snapshotName(data), observations.app(), option),
                                why,
                                Optional.of(data)));
    }

    Advice restoreAdvice(String command, String why, Optional<SnapshotRow> from) {
        long storedBytes = from.map(it -> it.snapshot().storedBytes()).orElse(0L);
        return new Advice(
                command, why, Optional.of(estimate.estimate(storedBytes)), estimate.basis());
    }

    private String showMachine(Machine machine) {
        return "fly machine status %s --app %s".formatted(machine.id(), observations.app());
    }

    private static String dataLoss(SnapshotRow row) {
        return "The newest snapshot is %s, grade %s; what was written %s is not in it."
                .formatted(
                        snapshotName(row),
                        row.grade().orElse("unknown"),
                        row.snapshot()
                                .createdAt()
                                .map(at -> "since " + TimeText.of(at))
                                .orElse("after it"));
    }

    private static String snapshotName(SnapshotRow row) {
        return row.snapshot().id().map(SnapshotId::value).orElse("latest");
    }
}
