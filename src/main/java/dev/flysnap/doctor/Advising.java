package dev.flysnap.doctor;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.Restore;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From what was seen to the one command that comes first. Pure. */
final class Advising {
    private static final Duration OLD_SNAPSHOT = Duration.ofHours(24);
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final Duration MINUTES = Duration.ofMinutes(2);
    private static final String GUESS = "a guess";
    private static final List<MachineState> RESTING =
            List.of(MachineState.STOPPED, MachineState.SUSPENDED);

    private final Facts facts;
    private final RestoreTimes times;

    Advising(Facts facts, RestoreTimes times) {
        this.facts = facts;
        this.times = times;
    }

    /** What is half done comes first, then what does not run, then what may be lost tomorrow. */
    Advice advice() {
        return halfDone()
                .or(this::outOfReach)
                .or(this::notThere)
                .or(this::notRunning)
                .or(this::unfenced)
                .or(this::unsaved)
                .orElseGet(this::nothing);
    }

    private Optional<Advice> halfDone() {
        return facts.runs().stream()
                .filter(it -> Restore.isKindOf(it.run()))
                .filter(it -> it.unfenced().isEmpty())
                .findFirst()
                .map(it ->
                        restore(
                                it.command(),
                                "The %s %s %s: what it began is neither done nor taken back."
                                        .formatted(
                                                it.run().kind(),
                                                it.run().id(),
                                                it.status() == RunStatus.FAILED
                                                        ? "failed"
                                                        : "was interrupted")));
    }

    private Optional<Advice> outOfReach() {
        List<Machine> serving = facts.serving();
        Optional<Machine> unreachable =
                serving.stream().filter(it -> !Facts.isReachable(it)).findFirst();
        if (unreachable.isEmpty() || serving.stream().anyMatch(Facts::runs)) {
            return Optional.empty();
        }
        String host = "The host of machine " + unreachable.get().id() + " does not answer. ";
        return Optional.of(
                facts.newest()
                        .map(it ->
                                restore(
                                        "flysnap restore "
                                                + id(it)
                                                + " --app "
                                                + facts.app()
                                                + " --cutover --accept-unfenced",
                                        host
                                                + lost(it)
                                                + " The old machine cannot be stopped meanwhile; wait for the"
                                                + " host instead, if those writes matter more than the time."))
                        .orElseGet(() ->
                                new Advice(
                                        "fly machine status "
                                                + unreachable.get().id()
                                                + " --app "
                                                + facts.app(),
                                        host
                                                + "There is no finished snapshot, so the data is nowhere else:"
                                                + " wait for the host, and ask Fly's support.",
                                        Optional.empty(),
                                        "until the host is back")));
    }

    private Optional<Advice> notThere() {
        if (!facts.serving().isEmpty()) {
            return Optional.empty();
        }
        Optional<Volume> left = facts.volumes().stream().filter(this::isFree).findFirst();
        if (left.isPresent()) {
            return Optional.of(
                    new Advice(
                            "fly deploy --app " + facts.app(),
                            "No machine of the app is there, but its volume "
                                    + left.get().id()
                                    + " is: a deploy makes a machine on it, with everything that was written.",
                            Optional.of(MINUTES),
                            GUESS));
        }
        return Optional.of(
                facts.newest()
                        .map(it ->
                                restore(
                                        "flysnap restore "
                                                + id(it)
                                                + " --app "
                                                + facts.app()
                                                + " --cutover",
                                        "No machine and no volume of the app are there. "
                                                + lost(it)))
                        .orElseGet(() ->
                                new Advice(
                                        "fly volumes list --all --app " + facts.app(),
                                        "No machine, no volume and no finished snapshot are there. Fly's support"
                                                + " can bring back a volume that was deleted less than 24 hours ago.",
                                        Optional.empty(),
                                        "as long as the support takes")));
    }

    private boolean isFree(Volume volume) {
        return volume.attachedMachine().isEmpty()
                && volume.state().isReady()
                && !volume.name().value().startsWith("flysnap_");
    }

    private Optional<Advice> notRunning() {
        if (facts.serving().stream().anyMatch(Facts::runs)) {
            return Optional.empty();
        }
        return facts.serving().stream()
                .filter(Facts::isReachable)
                .findFirst()
                .map(it ->
                        RESTING.contains(it.state())
                                ? new Advice(
                                        "fly machine start " + it.id() + " --app " + facts.app(),
                                        "The app's machine is "
                                                + it.state()
                                                + "; its host and its volume are there.",
                                        Optional.of(SECONDS),
                                        GUESS)
                                : new Advice(
                                        "fly logs --app " + facts.app() + " --machine " + it.id(),
                                        "The app's machine is "
                                                + it.state()
                                                + ": its log says why. The data is on its volume.",
                                        Optional.of(SECONDS),
                                        GUESS));
    }

    private Optional<Advice> unfenced() {
        return facts.runs().stream()
                .filter(it -> it.unfenced().isPresent())
                .findFirst()
                .map(it ->
                        new Advice(
                                it.command(),
                                "The app runs, but its old machine "
                                        + it.unfenced().orElseThrow()
                                        + " is not stopped yet: its host did not answer.",
                                Optional.of(SECONDS),
                                "once the host is back"));
    }

    private Optional<Advice> unsaved() {
        boolean fresh =
                facts.newest()
                        .flatMap(it -> it.snapshot().createdAt())
                        .map(it -> it.isAfter(facts.at().minus(OLD_SNAPSHOT)))
                        .orElse(false);
        return fresh
                ? Optional.empty()
                : Optional.of(
                        new Advice(
                                "flysnap create " + facts.app(),
                                "The app runs, and has no finished snapshot of the last 24 hours.",
                                Optional.of(MINUTES),
                                GUESS));
    }

    private Advice nothing() {
        return new Advice(
                "flysnap status " + facts.app(),
                "The app runs, its host answers, and it has a young snapshot: there is nothing to rescue.",
                Optional.of(SECONDS),
                GUESS);
    }

    private Advice restore(String command, String why) {
        long stored = facts.newest().map(it -> it.snapshot().storedBytes()).orElse(0L);
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
