package dev.flysnap.doctor.triage;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From what was seen to the one command that comes first. Pure. */
final class AdviceRules {
    private static final Duration OLD_SNAPSHOT = Duration.ofHours(24);
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final Duration MINUTES = Duration.ofMinutes(2);
    private static final String GUESS = "a guess";

    private final Observations observations;
    private final DataAdviceRules dataRules;

    AdviceRules(Observations observations, RestoreTimeEstimate times) {
        this.observations = observations;
        this.dataRules = new DataAdviceRules(observations, times);
    }

    /** What is half done comes first, then what does not run, then what may be lost tomorrow. */
    Advice advice() {
        return runInProgress()
                .or(this::unfinishedRun)
                .or(dataRules::advice)
                .or(this::unfencedMachine)
                .or(dataRules::unreachableDuplicate)
                .or(this::noRecentSnapshot)
                .orElseGet(this::nothingToDo);
    }

    /** What a restore at work stops and starts is no emergency, and must be left to it. */
    private Optional<Advice> runInProgress() {
        return firstRun(Triage.PendingState.AT_WORK)
                .map(it ->
                        new Advice(
                                it.command(),
                                "The %s %s is at work right now, by another process: change nothing before it has ended."
                                        .formatted(it.run().kind(), it.run().id()),
                                Optional.empty(),
                                "until it has ended"));
    }

    private Optional<Advice> unfinishedRun() {
        return firstRun(Triage.PendingState.HALF_DONE)
                .map(it ->
                        dataRules.restoreAdvice(
                                it.command(),
                                "The %s %s %s: what it began is neither done nor taken back."
                                        .formatted(
                                                it.run().kind(),
                                                it.run().id(),
                                                it.status() == RunStatus.FAILED
                                                        ? "failed"
                                                        : "was interrupted"),
                                observations.newestSnapshot()));
    }

    private Optional<Triage.PendingRun> firstRun(Triage.PendingState stand) {
        return observations.runs().stream()
                .filter(it -> it.run().kind().isRestoreOrMove())
                .filter(it -> it.state() == stand)
                .findFirst();
    }

    private Optional<Advice> unfencedMachine() {
        return firstRun(Triage.PendingState.UNFENCED)
                .map(it ->
                        new Advice(
                                it.command(),
                                "The app runs, but its old machine "
                                        + it.unfencedMachine().map(MachineId::value).orElse("")
                                        + " is not stopped yet: its host did not answer.",
                                Optional.of(SECONDS),
                                "once the host is back"));
    }

    private Optional<Advice> noRecentSnapshot() {
        List<Observations.DataVolume> places = observations.dataVolumes();
        if (places.isEmpty()) {
            return isRecent(observations.newestSnapshot())
                            || !observations.unlistedVolumes().isEmpty()
                    ? Optional.empty()
                    : Optional.of(noRecentSnapshot(""));
        }
        return places.stream()
                .map(Observations.DataVolume::volume)
                .filter(it -> !observations.unlistedVolumes().contains(it.id()))
                .filter(it -> !isRecent(observations.newestSnapshotOf(it)))
                .findFirst()
                .map(it -> noRecentSnapshot(places.size() == 1 ? "" : " --volume " + it.id()));
    }

    private boolean isRecent(Optional<SnapshotRow> row) {
        return row.flatMap(it -> it.snapshot().createdAt())
                .map(it -> it.isAfter(observations.at().minus(OLD_SNAPSHOT)))
                .orElse(false);
    }

    private Advice noRecentSnapshot(String volume) {
        return new Advice(
                "flysnap create " + observations.app() + volume,
                "The app runs, and has no finished snapshot of the last 24 hours"
                        + (volume.isEmpty() ? "." : " of that volume."),
                Optional.of(MINUTES),
                GUESS);
    }

    private Advice nothingToDo() {
        return new Advice(
                "flysnap status " + observations.app(),
                observations.problems().isEmpty()
                        ? "The app runs, its host answers, and it has a young snapshot: there is nothing to rescue."
                        : "The app runs, and its host answers. Not everything could be looked at, though: "
                                + observations.problems().getFirst().what(),
                Optional.of(SECONDS),
                GUESS);
    }
}
