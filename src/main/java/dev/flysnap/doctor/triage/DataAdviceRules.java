package dev.flysnap.doctor.triage;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sources.Origin;
import dev.flysnap.sources.RestoreTimeEstimate;
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
        return dataWithoutMachine().or(this::stoppedMachine);
    }

    /** A running machine with another volume does not help, so each volume counts by itself. */
    Optional<Advice> unreachableHost() {
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
                .or(() ->
                        restoreFromOutside(
                                " --accept-unfenced",
                                host
                                        + "No usable snapshot could be read, but there is a copy outside Fly. The old machine cannot be stopped meanwhile."))
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
                .map(this::unattachedVolume)
                .or(this::undoOfCutover)
                .or(() -> observations.newestOfAll().map(this::restoreDeletedVolume))
                .or(this::nothingLeft);
    }

    /**
     * What the last cutover replaced has all that the newest snapshot has, where that was taken of
     * it: nothing newer is left.
     */
    private Optional<Advice> undoOfCutover() {
        return observations.newestOfAll().stream()
                .flatMap(it -> observations.uses().of(it.volumeId()).stream())
                .filter(it -> it.kind() == VolumeUse.Kind.REPLACED && isReachable(it))
                .flatMap(use -> use.run().map(run -> undo(use, run)).stream())
                .findFirst();
    }

    private static boolean isReachable(VolumeUse use) {
        return use.volume().hostStatus() == HostStatus.OK
                && use.machine().filter(Observations::isReachable).isPresent();
    }

    private static Advice undo(VolumeUse use, RunId run) {
        return Advice.ofMinutes(
                "flysnap undo " + run,
                """
                What %s has put to work is gone. The volume %s that it replaced is there, on machine %s: it has \
                all that the newest snapshot has, and what was written after it until the cutover.\
                """
                        .formatted(
                                run,
                                use.volume().id(),
                                use.machine().map(it -> it.id().value()).orElse("")));
    }

    /** A deploy may mount any volume of that name which has no machine. */
    private Advice unattachedVolume(Volume volume) {
        List<VolumeId> others =
                observations.uses().all().stream()
                        .map(VolumeUse::volume)
                        .filter(it -> it.name().equals(volume.name()))
                        .filter(it -> it.attachedMachine().isEmpty())
                        .map(Volume::id)
                        .filter(it -> !it.equals(volume.id()))
                        .toList();
        if (others.isEmpty()) {
            return deploy(volume);
        }
        return observations
                .ownSnapshotOf(volume.id())
                .filter(DataAdviceRules::isOfLooseVolume)
                .map(it -> restoreLooseVolume(it, volume, others))
                .orElseGet(() -> snapshotFirst(volume, others));
    }

    /** No machine had the volume when the snapshot was taken, so nothing was written since. */
    private static boolean isOfLooseVolume(SnapshotRow row) {
        return row.known().filter(it -> it.machine().isEmpty()).isPresent();
    }

    private Advice restoreLooseVolume(SnapshotRow row, Volume volume, List<VolumeId> others) {
        return restoreWithCutover(
                row,
                "",
                "%s. The newest snapshot %s was taken of %s since then."
                        .formatted(ambiguity(volume, others), snapshotName(row), volume.id()));
    }

    private static String ambiguity(Volume volume, List<VolumeId> others) {
        return "No machine has the app's data, and a deploy could mount any of these, all named %s: %s, %s"
                .formatted(
                        volume.name(),
                        volume.id(),
                        others.stream().map(VolumeId::value).collect(Collectors.joining(", ")));
    }

    private Advice snapshotFirst(Volume volume, List<VolumeId> others) {
        String which =
                observations
                        .ownSnapshotOf(volume.id())
                        .map(it ->
                                "The newest snapshot %s is of %s"
                                        .formatted(snapshotName(it), volume.id()))
                        .orElse("No snapshot tells which has the newest data");
        return Advice.ofMinutes(
                "flysnap create %s --volume %s".formatted(observations.app(), volume.id()),
                "%s. %s. After this, restore that snapshot: flysnap restore latest --app %s --volume %s --cutover"
                        .formatted(
                                ambiguity(volume, others), which, observations.app(), volume.id()));
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
                machine in service. %s%s%s\
                """
                        .formatted(
                                unattachedVolumes(),
                                dataLoss(newest),
                                undoneVolume()
                                        .filter(it -> !it.volume().id().equals(newest.volumeId()))
                                        .map(it -> " " + thereIs(it))
                                        .orElse("")));
    }

    private Optional<Advice> restoreFromOutside(String option, String why) {
        return observations
                .outside()
                .filter(it -> option.isEmpty() || it.origin() instanceof Origin.OfCopy)
                .flatMap(copy ->
                        copy.command()
                                .map(it ->
                                        new Advice(
                                                it + option, why, copy.takes(), estimate.basis())));
    }

    /** Out of service, on a machine that stands still: it may hold what nothing else has. */
    private Optional<VolumeUse> undoneVolume() {
        return observations.uses().all().stream()
                .filter(it -> it.kind() == VolumeUse.Kind.UNDONE && isReachable(it))
                .findFirst();
    }

    private static String thereIs(VolumeUse use) {
        return "The volume %s is there, %s.".formatted(use.volume().id(), use.text());
    }

    private Advice snapshotOf(VolumeUse use) {
        return Advice.ofMinutes(
                "flysnap create %s --volume %s".formatted(observations.app(), use.volume().id()),
                "No machine is in service, and no snapshot is usable. %s After this: flysnap restore latest --app %s --volume %s --cutover; flysnap sources %s lists what else there is."
                        .formatted(
                                thereIs(use),
                                observations.app(),
                                use.volume().id(),
                                observations.app()));
    }

    /** Only if there is no machine either: an app without volumes and snapshots may need none. */
    private Optional<Advice> nothingLeft() {
        Optional<Advice> fromOutside =
                restoreFromOutside(
                        "",
                        "There is no machine, no volume and no usable snapshot. This is the best that is left outside Fly; flysnap sources %s lists all of it."
                                .formatted(observations.app()));
        return observations.appMachines().isEmpty()
                ? undoneVolume()
                        .map(this::snapshotOf)
                        .or(() -> fromOutside)
                        .or(() ->
                                Optional.of(
                                        Advice.ofUnknownDuration(
                                                "fly volumes list --all --app "
                                                        + observations.app(),
                                                "There is no machine, no volume and no usable snapshot. Fly's support can bring back a volume that was deleted less than 24 hours ago.",
                                                "as long as the support takes")))
                : Optional.empty();
    }

    /**
     * Whether a volume holds the data of the newest snapshot. An unattached volume may be a copy of
     * older data, so the same name does not suffice.
     */
    private boolean holdsNewestData(Observations.DataVolume data) {
        boolean appRanOnIt =
                observations.uses().of(data.volume().id()).flatMap(VolumeUse::run).isPresent();
        return appRanOnIt || isOfNewestSnapshot(data);
    }

    private boolean isOfNewestSnapshot(Observations.DataVolume data) {
        return observations
                .newestOfAll()
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
                observations.uses().all().stream()
                        .map(VolumeUse::volume)
                        .filter(it -> it.attachedMachine().isEmpty())
                        .map(it -> "%s (%s)".formatted(it.id(), it.name()))
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
