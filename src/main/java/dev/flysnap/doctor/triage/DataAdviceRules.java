package dev.flysnap.doctor.triage;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What to do about data that nobody serves: each volume is looked at for itself. Pure. */
final class DataAdviceRules {
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final Duration MINUTES = Duration.ofMinutes(2);
    private static final String GUESS = "a guess";

    private final Observations observations;
    private final RestoreTimeEstimate durations;

    DataAdviceRules(Observations observations, RestoreTimeEstimate times) {
        this.observations = observations;
        this.durations = times;
    }

    Optional<Advice> advice() {
        return unreachableHost().or(this::dataWithoutMachine).or(this::stoppedMachine);
    }

    /** A machine without data that runs does not bring the data back: each volume for itself. */
    private Optional<Advice> unreachableHost() {
        Set<VolumeName> running = runningVolumeNames();
        return observations.dataVolumes().stream()
                .filter(it -> !it.isReachable() && !running.contains(it.volume().name()))
                .findFirst()
                .map(it ->
                        unreachableHost(
                                it.machine().orElseThrow(),
                                observations.newestSnapshotOf(it.volume())))
                .or(this::unreachableHostWithoutVolume);
    }

    /**
     * Beside a machine that runs with a volume of the same name, one that does not answer may be a
     * copy, or one that was replaced: nobody can tell, so it is only to be looked at.
     */
    Optional<Advice> unreachableDuplicate() {
        return observations.dataVolumes().stream()
                .filter(it -> !it.isReachable())
                .findFirst()
                .map(it ->
                        new Advice(
                                "fly machine status %s --app %s"
                                        .formatted(
                                                it.machine().orElseThrow().id(),
                                                observations.app()),
                                "The host of machine %s does not answer. Another machine runs with a volume of the same name, %s; if the data on %s is the app's too, bring it back: flysnap restore %s --app %s --dry-run"
                                        .formatted(
                                                it.machine().orElseThrow().id(),
                                                it.volume().name(),
                                                it.volume().id(),
                                                observations
                                                        .newestSnapshotOf(it.volume())
                                                        .map(DataAdviceRules::snapshotName)
                                                        .orElse("latest"),
                                                observations.app()),
                                Optional.of(SECONDS),
                                GUESS));
    }

    private Set<VolumeName> runningVolumeNames() {
        return observations.dataVolumes().stream()
                .filter(it -> it.machine().filter(Observations::isRunning).isPresent())
                .map(it -> it.volume().name())
                .collect(Collectors.toSet());
    }

    private Optional<Advice> unreachableHostWithoutVolume() {
        List<Machine> serving = observations.appMachines();
        return observations.dataVolumes().isEmpty()
                        && serving.stream().noneMatch(Observations::isRunning)
                ? serving.stream()
                        .filter(it -> !Observations.isReachable(it))
                        .findFirst()
                        .map(it -> unreachableHost(it, observations.newestSnapshot()))
                : Optional.empty();
    }

    private Advice unreachableHost(Machine machine, Optional<SnapshotRow> newest) {
        String host = "The host of machine " + machine.id() + " does not answer. ";
        return newest.map(it ->
                        restoreWithCutover(
                                it,
                                " --accept-unfenced",
                                host
                                        + dataLoss(it)
                                        + " The old machine cannot be stopped meanwhile; wait for the"
                                        + " host instead, if those writes matter more than the time."))
                .orElseGet(() ->
                        new Advice(
                                "fly machine status "
                                        + machine.id()
                                        + " --app "
                                        + observations.app(),
                                host
                                        + "There is no finished snapshot that could be read, so the data is"
                                        + " nowhere else: wait for the host, and ask Fly's support.",
                                Optional.empty(),
                                "until the host is back"));
    }

    private Optional<Advice> dataWithoutMachine() {
        if (observations.dataVolumes().stream()
                .anyMatch(it -> it.machine().isPresent() && holdsNewestData(it))) {
            return Optional.empty();
        }
        Optional<Volume> left =
                observations.dataVolumes().stream()
                        .filter(it -> it.machine().isEmpty() && holdsNewestData(it))
                        .map(Observations.DataVolume::volume)
                        .filter(it -> it.state().isReady())
                        .findFirst();
        if (left.isPresent()) {
            return Optional.of(
                    new Advice(
                            "fly deploy --app " + observations.app(),
                            "No machine has the app's volume "
                                    + left.get().id()
                                    + ", and it is there: a deploy makes a machine on it, with everything that was"
                                    + " written. It has to be the one that fly.toml mounts, by its name "
                                    + left.get().name()
                                    + ".",
                            Optional.of(MINUTES),
                            GUESS));
        }
        return observations
                .newestSnapshot()
                .map(it ->
                        restoreWithCutover(
                                it,
                                "",
                                "Neither the volume of the newest snapshot nor a later one of its name is there"
                                        + " with a machine. "
                                        + unattachedVolumes()
                                        + dataLoss(it)))
                .or(this::nothingLeft);
    }

    /** An app without volumes and snapshots may be one without data. */
    private Optional<Advice> nothingLeft() {
        return observations.appMachines().isEmpty()
                ? Optional.of(
                        new Advice(
                                "fly volumes list --all --app " + observations.app(),
                                "No machine, no volume and no finished snapshot are there. Fly's support"
                                        + " can bring back a volume that was deleted less than 24 hours ago.",
                                Optional.empty(),
                                "as long as the support takes"))
                : Optional.empty();
    }

    /**
     * Whether it holds what the newest snapshot is of. A volume that nobody has may be a copy of
     * older data, so its name alone says nothing.
     */
    private boolean holdsNewestData(Observations.DataVolume place) {
        return observations
                .newestSnapshot()
                .map(it ->
                        it.volumeId().equals(place.volume().id())
                                || (place.machine().isPresent()
                                        && Observations.volumeName(it)
                                                .map(place.volume().name()::equals)
                                                .orElse(true)))
                .orElse(true);
    }

    private String unattachedVolumes() {
        String free =
                observations.dataVolumes().stream()
                        .filter(it -> it.machine().isEmpty())
                        .map(it -> it.volume().id() + " (" + it.volume().name() + ")")
                        .collect(Collectors.joining(", "));
        return free.isEmpty()
                ? ""
                : "Without a machine there is " + free + ", which may hold something else. ";
    }

    /** One that stands while another with a volume of the same name runs may stand on purpose. */
    private Optional<Advice> stoppedMachine() {
        Set<VolumeName> running = runningVolumeNames();
        Optional<Machine> standing =
                observations.dataVolumes().stream()
                        .filter(it -> !running.contains(it.volume().name()))
                        .flatMap(it -> it.machine().stream())
                        .filter(Observations::isReachable)
                        .findFirst();
        boolean noData = observations.dataVolumes().isEmpty();
        return standing.or(() ->
                        noData
                                        && observations.appMachines().stream()
                                                .noneMatch(Observations::isRunning)
                                ? observations.appMachines().stream()
                                        .filter(Observations::isReachable)
                                        .findFirst()
                                : Optional.empty())
                .map(this::stoppedMachine);
    }

    private Advice stoppedMachine(Machine machine) {
        return machine.state().equals(MachineState.SUSPENDED) || machine.state().isProvenStopped()
                ? new Advice(
                        "fly machine start " + machine.id() + " --app " + observations.app(),
                        "The app's machine is "
                                + machine.state()
                                + "; its host and its volume are there.",
                        Optional.of(SECONDS),
                        GUESS)
                : new Advice(
                        "fly logs --app " + observations.app() + " --machine " + machine.id(),
                        "The app's machine is "
                                + machine.state()
                                + ": its log says why. The data is on its volume.",
                        Optional.of(SECONDS),
                        GUESS);
    }

    /** What a restore has verified already needs no second one. */
    private Advice restoreWithCutover(SnapshotRow data, String more, String why) {
        Optional<String> waiting =
                observations.runs().stream()
                        .filter(it ->
                                it.restoredSnapshot().isPresent()
                                        && it.restoredSnapshot().equals(data.snapshot().id()))
                        .map(Triage.PendingRun::command)
                        .findFirst();
        return waiting.map(it ->
                        new Advice(
                                it + more,
                                why + " That snapshot is brought back and verified already.",
                                Optional.of(MINUTES),
                                GUESS))
                .orElseGet(() ->
                        restoreAdvice(
                                "flysnap restore "
                                        + snapshotName(data)
                                        + " --app "
                                        + observations.app()
                                        + " --cutover"
                                        + more,
                                why,
                                Optional.of(data)));
    }

    Advice restoreAdvice(String command, String why, Optional<SnapshotRow> from) {
        long stored = from.map(it -> it.snapshot().storedBytes()).orElse(0L);
        return new Advice(command, why, Optional.of(durations.estimate(stored)), durations.basis());
    }

    private String dataLoss(SnapshotRow row) {
        String age =
                row.snapshot()
                        .createdAt()
                        .map(it -> "since " + it + " is not in it")
                        .orElse("after it is not in it");
        return "The newest snapshot is "
                + snapshotName(row)
                + ", grade "
                + row.grade().orElse("unknown")
                + "; what was written "
                + age
                + ".";
    }

    private static String snapshotName(SnapshotRow row) {
        return row.snapshot().id().map(it -> it.value()).orElse("latest");
    }
}
