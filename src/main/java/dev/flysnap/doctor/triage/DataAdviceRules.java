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

    private final Observations facts;
    private final RestoreTimeEstimate times;

    DataAdviceRules(Observations facts, RestoreTimeEstimate times) {
        this.facts = facts;
        this.times = times;
    }

    Optional<Advice> advice() {
        return outOfReach().or(this::notThere).or(this::notRunning);
    }

    /** A machine without data that runs does not bring the data back: each volume for itself. */
    private Optional<Advice> outOfReach() {
        Set<VolumeName> running = running();
        return facts.places().stream()
                .filter(it -> !it.isReachable() && !running.contains(it.volume().name()))
                .findFirst()
                .map(it -> outOfReach(it.machine().orElseThrow(), facts.newestOf(it.volume())))
                .or(this::outOfReachWithoutVolume);
    }

    /**
     * Beside a machine that runs with a volume of the same name, one that does not answer may be a
     * copy, or one that was replaced: nobody can tell, so it is only to be looked at.
     */
    Optional<Advice> besides() {
        return facts.places().stream()
                .filter(it -> !it.isReachable())
                .findFirst()
                .map(it ->
                        new Advice(
                                "fly machine status %s --app %s"
                                        .formatted(it.machine().orElseThrow().id(), facts.app()),
                                "The host of machine %s does not answer. Another machine runs with a volume of the same name, %s; if the data on %s is the app's too, bring it back: flysnap restore %s --app %s --dry-run"
                                        .formatted(
                                                it.machine().orElseThrow().id(),
                                                it.volume().name(),
                                                it.volume().id(),
                                                facts.newestOf(it.volume())
                                                        .map(DataAdviceRules::id)
                                                        .orElse("latest"),
                                                facts.app()),
                                Optional.of(SECONDS),
                                GUESS));
    }

    private Set<VolumeName> running() {
        return facts.places().stream()
                .filter(it -> it.machine().filter(Observations::runs).isPresent())
                .map(it -> it.volume().name())
                .collect(Collectors.toSet());
    }

    private Optional<Advice> outOfReachWithoutVolume() {
        List<Machine> serving = facts.serving();
        return facts.places().isEmpty() && serving.stream().noneMatch(Observations::runs)
                ? serving.stream()
                        .filter(it -> !Observations.isReachable(it))
                        .findFirst()
                        .map(it -> outOfReach(it, facts.newest()))
                : Optional.empty();
    }

    private Advice outOfReach(Machine machine, Optional<SnapshotRow> newest) {
        String host = "The host of machine " + machine.id() + " does not answer. ";
        return newest.map(it ->
                        cutover(
                                it,
                                " --accept-unfenced",
                                host
                                        + lost(it)
                                        + " The old machine cannot be stopped meanwhile; wait for the"
                                        + " host instead, if those writes matter more than the time."))
                .orElseGet(() ->
                        new Advice(
                                "fly machine status " + machine.id() + " --app " + facts.app(),
                                host
                                        + "There is no finished snapshot that could be read, so the data is"
                                        + " nowhere else: wait for the host, and ask Fly's support.",
                                Optional.empty(),
                                "until the host is back"));
    }

    private Optional<Advice> notThere() {
        if (facts.places().stream().anyMatch(it -> it.machine().isPresent() && isTheData(it))) {
            return Optional.empty();
        }
        Optional<Volume> left =
                facts.places().stream()
                        .filter(it -> it.machine().isEmpty() && isTheData(it))
                        .map(Observations.Place::volume)
                        .filter(it -> it.state().isReady())
                        .findFirst();
        if (left.isPresent()) {
            return Optional.of(
                    new Advice(
                            "fly deploy --app " + facts.app(),
                            "No machine has the app's volume "
                                    + left.get().id()
                                    + ", and it is there: a deploy makes a machine on it, with everything that was"
                                    + " written. It has to be the one that fly.toml mounts, by its name "
                                    + left.get().name()
                                    + ".",
                            Optional.of(MINUTES),
                            GUESS));
        }
        return facts.newest()
                .map(it ->
                        cutover(
                                it,
                                "",
                                "Neither the volume of the newest snapshot nor a later one of its name is there"
                                        + " with a machine. "
                                        + others()
                                        + lost(it)))
                .or(this::nowhere);
    }

    /** An app without volumes and snapshots may be one without data. */
    private Optional<Advice> nowhere() {
        return facts.serving().isEmpty()
                ? Optional.of(
                        new Advice(
                                "fly volumes list --all --app " + facts.app(),
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
    private boolean isTheData(Observations.Place place) {
        return facts.newest()
                .map(it ->
                        it.volumeId().equals(place.volume().id())
                                || (place.machine().isPresent()
                                        && Observations.name(it)
                                                .map(place.volume().name()::equals)
                                                .orElse(true)))
                .orElse(true);
    }

    private String others() {
        String free =
                facts.places().stream()
                        .filter(it -> it.machine().isEmpty())
                        .map(it -> it.volume().id() + " (" + it.volume().name() + ")")
                        .collect(Collectors.joining(", "));
        return free.isEmpty()
                ? ""
                : "Without a machine there is " + free + ", which may hold something else. ";
    }

    /** One that stands while another with a volume of the same name runs may stand on purpose. */
    private Optional<Advice> notRunning() {
        Set<VolumeName> running = running();
        Optional<Machine> standing =
                facts.places().stream()
                        .filter(it -> !running.contains(it.volume().name()))
                        .flatMap(it -> it.machine().stream())
                        .filter(Observations::isReachable)
                        .findFirst();
        boolean noData = facts.places().isEmpty();
        return standing.or(() ->
                        noData && facts.serving().stream().noneMatch(Observations::runs)
                                ? facts.serving().stream()
                                        .filter(Observations::isReachable)
                                        .findFirst()
                                : Optional.empty())
                .map(this::notRunning);
    }

    private Advice notRunning(Machine machine) {
        return machine.state().equals(MachineState.SUSPENDED) || machine.state().isProvenStopped()
                ? new Advice(
                        "fly machine start " + machine.id() + " --app " + facts.app(),
                        "The app's machine is "
                                + machine.state()
                                + "; its host and its volume are there.",
                        Optional.of(SECONDS),
                        GUESS)
                : new Advice(
                        "fly logs --app " + facts.app() + " --machine " + machine.id(),
                        "The app's machine is "
                                + machine.state()
                                + ": its log says why. The data is on its volume.",
                        Optional.of(SECONDS),
                        GUESS);
    }

    /** What a restore has verified already needs no second one. */
    private Advice cutover(SnapshotRow data, String more, String why) {
        Optional<String> waiting =
                facts.runs().stream()
                        .filter(it ->
                                it.waiting().isPresent()
                                        && it.waiting().equals(data.snapshot().id()))
                        .map(Triage.PendingRun::command)
                        .findFirst();
        return waiting.map(it ->
                        new Advice(
                                it + more,
                                why + " That snapshot is brought back and verified already.",
                                Optional.of(MINUTES),
                                GUESS))
                .orElseGet(() ->
                        restore(
                                "flysnap restore "
                                        + id(data)
                                        + " --app "
                                        + facts.app()
                                        + " --cutover"
                                        + more,
                                why,
                                Optional.of(data)));
    }

    Advice restore(String command, String why, Optional<SnapshotRow> from) {
        long stored = from.map(it -> it.snapshot().storedBytes()).orElse(0L);
        return new Advice(command, why, Optional.of(times.estimate(stored)), times.basis());
    }

    private String lost(SnapshotRow row) {
        String age =
                row.snapshot()
                        .createdAt()
                        .map(it -> "since " + it + " is not in it")
                        .orElse("after it is not in it");
        return "The newest snapshot is "
                + id(row)
                + ", grade "
                + row.grade().orElse("unknown")
                + "; what was written "
                + age
                + ".";
    }

    private static String id(SnapshotRow row) {
        return row.snapshot().id().map(it -> it.value()).orElse("latest");
    }
}
