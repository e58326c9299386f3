package dev.flysnap.doctor.triage;

import dev.flysnap.doctor.checkup.CrashLoop;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sources.RestoreTimeEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Chooses the one command that {@code flysnap rescue} recommends. Pure. */
final class AdviceRules {
    private static final Duration MAX_SNAPSHOT_AGE = Duration.ofHours(24);

    private final Observations observations;
    private final DataAdviceRules dataRules;

    AdviceRules(Observations observations, RestoreTimeEstimate estimate) {
        this.observations = observations;
        this.dataRules = new DataAdviceRules(observations, estimate);
    }

    /**
     * Unfinished runs come first, then data that no machine serves, then data that was emptied,
     * then missing snapshots.
     */
    Advice advice() {
        return runInProgress()
                .or(this::unfinishedRun)
                .or(dataRules::unreachableHost)
                .or(this::crashLoop)
                .or(dataRules::advice)
                .or(this::unfencedMachine)
                .or(dataRules::unreachableDuplicate)
                .or(this::emptiedDatabase)
                .or(this::damagedDatabase)
                .or(this::noRecentSnapshot)
                .orElseGet(this::nothingToDo);
    }

    /** Machines that a running restore stops are no emergency, and nobody else may start them. */
    private Optional<Advice> runInProgress() {
        return firstRun(Triage.PendingState.AT_WORK)
                .map(run ->
                        Advice.ofUnknownDuration(
                                run.command(),
                                "Another process is running the %s %s: change nothing until it has ended. If its computer is gone, that is known after five minutes: look again then."
                                        .formatted(run.run().kind(), run.run().id()),
                                "until it has ended"));
    }

    private Optional<Advice> unfinishedRun() {
        return firstRun(Triage.PendingState.HALF_DONE)
                .map(run ->
                        dataRules.restoreAdvice(
                                run.command(),
                                "The %s %s %s: it is neither finished nor undone."
                                        .formatted(
                                                run.run().kind(),
                                                run.run().id(),
                                                run.status() == RunStatus.FAILED
                                                        ? "failed"
                                                        : "was interrupted"),
                                observations.newestSnapshot()));
    }

    private Optional<Triage.PendingRun> firstRun(Triage.PendingState state) {
        return observations.runs().stream()
                .filter(it -> it.run().kind() != RunKind.CREATE && it.state() == state)
                .findFirst();
    }

    private Optional<Advice> unfencedMachine() {
        return firstRun(Triage.PendingState.UNFENCED)
                .map(run ->
                        run.unfencedMachine()
                                .filter(it -> !observations.isAnotherRunning(it))
                                .map(old -> undoOfUnfenced(run.run().id(), old))
                                .orElseGet(() -> unfenced(run)));
    }

    /** Going on would stop the only machine that runs. */
    private static Advice undoOfUnfenced(RunId run, MachineId old) {
        return Advice.ofMinutes(
                "flysnap undo " + run,
                "What %s has put to work does not run, and its old machine %s does: this puts it back into service."
                        .formatted(run, old));
    }

    private Advice unfenced(Triage.PendingRun run) {
        MachineId old = run.unfencedMachine().orElseThrow();
        return observations.machines().stream()
                .filter(it -> it.id().equals(old) && Observations.isReachable(it))
                .findFirst()
                .map(it ->
                        Advice.ofSeconds(
                                run.command(),
                                "The app runs, but its old machine %s is \"%s\": this takes it out of service."
                                        .formatted(old, it.state())))
                .orElseGet(() ->
                        new Advice(
                                run.command(),
                                "The app runs, but its old machine %s is not stopped yet: its host does not answer."
                                        .formatted(old),
                                Optional.of(Duration.ofSeconds(30)),
                                "once its host answers"));
    }

    /** Started again and again, it does not serve. */
    private Optional<Advice> crashLoop() {
        return observations.appMachines().stream()
                .flatMap(machine ->
                        CrashLoop.of(machine, observations.at())
                                .map(it ->
                                        Advice.ofUnknownDuration(
                                                "fly logs --app %s --machine %s"
                                                        .formatted(
                                                                observations.app(), machine.id()),
                                                "The app's machine %s (%s) %s: its log says why. The data is on its volume."
                                                        .formatted(
                                                                machine.id(),
                                                                machine.state(),
                                                                it.text()),
                                                "until the cause is mended"))
                                .stream())
                .findFirst();
    }

    /** The app runs, perhaps on nothing. */
    private Optional<Advice> emptiedDatabase() {
        return observations.larger().stream()
                .findFirst()
                .map(it ->
                        Advice.ofSeconds(
                                it.command(),
                                it.text()
                                        + " If the app lost that data, restore the older snapshot; what was written since then is not in it."));
    }

    /** The app runs, perhaps on what its newest snapshot holds. */
    private Optional<Advice> damagedDatabase() {
        return observations
                .newestBadOfLive()
                .flatMap(SnapshotRow::check)
                .map(bad ->
                        Advice.ofMinutes(
                                "flysnap create %s --check full".formatted(observations.app()),
                                "The app runs, but its newest snapshot, %s, is known to be bad, so its database may be damaged. %s"
                                        .formatted(bad.snapshot(), bad.text())));
    }

    private Optional<Advice> noRecentSnapshot() {
        List<Observations.DataVolume> volumes = observations.dataVolumes();
        if (volumes.isEmpty()) {
            return isRecent(observations.newestSnapshot())
                            || !observations.unlistedVolumes().isEmpty()
                    ? Optional.empty()
                    : Optional.of(createAdvice("", "it"));
        }
        return volumes.stream()
                .map(Observations.DataVolume::volume)
                .filter(it -> !observations.unlistedVolumes().contains(it.id()))
                .filter(it -> !isRecent(observations.ownSnapshotOf(it.id())))
                .findFirst()
                .map(volume ->
                        observations.hasOneChoice()
                                ? createAdvice("", "its volume")
                                : createAdvice(
                                        " --volume " + volume.id(), "its volume " + volume.id()));
    }

    private boolean isRecent(Optional<SnapshotRow> row) {
        return row.flatMap(it -> it.snapshot().createdAt())
                .filter(it -> it.isAfter(observations.at().minus(MAX_SNAPSHOT_AGE)))
                .isPresent();
    }

    private Advice createAdvice(String option, String subject) {
        return Advice.ofMinutes(
                "flysnap create " + observations.app() + option,
                "The app runs, but %s has no finished snapshot of the last 24 hours."
                        .formatted(subject));
    }

    private Advice nothingToDo() {
        return Advice.ofSeconds(
                "flysnap status " + observations.app(),
                observations.problems().isEmpty()
                        ? "The app runs, its host answers, and its data has a recent snapshot: there is nothing to rescue."
                        : "The app runs, and its host answers. But not everything could be checked: "
                                + observations.problems().getFirst().what());
    }
}
