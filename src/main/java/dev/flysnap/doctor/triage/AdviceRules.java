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

    private final Observations facts;
    private final DataAdviceRules data;

    AdviceRules(Observations facts, RestoreTimeEstimate times) {
        this.facts = facts;
        this.data = new DataAdviceRules(facts, times);
    }

    /** What is half done comes first, then what does not run, then what may be lost tomorrow. */
    Advice advice() {
        return atWork().or(this::halfDone)
                .or(data::advice)
                .or(this::unfenced)
                .or(data::besides)
                .or(this::unsaved)
                .orElseGet(this::nothing);
    }

    /** What a restore at work stops and starts is no emergency, and must be left to it. */
    private Optional<Advice> atWork() {
        return first(Triage.Stand.AT_WORK)
                .map(it ->
                        new Advice(
                                it.command(),
                                "The %s %s is at work right now, by another process: change nothing before it has ended."
                                        .formatted(it.run().kind(), it.run().id()),
                                Optional.empty(),
                                "until it has ended"));
    }

    private Optional<Advice> halfDone() {
        return first(Triage.Stand.HALF_DONE)
                .map(it ->
                        data.restore(
                                it.command(),
                                "The %s %s %s: what it began is neither done nor taken back."
                                        .formatted(
                                                it.run().kind(),
                                                it.run().id(),
                                                it.status() == RunStatus.FAILED
                                                        ? "failed"
                                                        : "was interrupted"),
                                facts.newest()));
    }

    private Optional<Triage.PendingRun> first(Triage.Stand stand) {
        return facts.runs().stream()
                .filter(it -> it.run().kind().isRestoreOrMove())
                .filter(it -> it.stand() == stand)
                .findFirst();
    }

    private Optional<Advice> unfenced() {
        return first(Triage.Stand.UNFENCED)
                .map(it ->
                        new Advice(
                                it.command(),
                                "The app runs, but its old machine "
                                        + it.unfenced().map(MachineId::value).orElse("")
                                        + " is not stopped yet: its host did not answer.",
                                Optional.of(SECONDS),
                                "once the host is back"));
    }

    private Optional<Advice> unsaved() {
        List<Observations.Place> places = facts.places();
        if (places.isEmpty()) {
            return isYoung(facts.newest()) || !facts.unlisted().isEmpty()
                    ? Optional.empty()
                    : Optional.of(unsaved(""));
        }
        return places.stream()
                .map(Observations.Place::volume)
                .filter(it -> !facts.unlisted().contains(it.id()))
                .filter(it -> !isYoung(facts.newestOf(it)))
                .findFirst()
                .map(it -> unsaved(places.size() == 1 ? "" : " --volume " + it.id()));
    }

    private boolean isYoung(Optional<SnapshotRow> row) {
        return row.flatMap(it -> it.snapshot().createdAt())
                .map(it -> it.isAfter(facts.at().minus(OLD_SNAPSHOT)))
                .orElse(false);
    }

    private Advice unsaved(String volume) {
        return new Advice(
                "flysnap create " + facts.app() + volume,
                "The app runs, and has no finished snapshot of the last 24 hours"
                        + (volume.isEmpty() ? "." : " of that volume."),
                Optional.of(MINUTES),
                GUESS);
    }

    private Advice nothing() {
        return new Advice(
                "flysnap status " + facts.app(),
                facts.unread().isEmpty()
                        ? "The app runs, its host answers, and it has a young snapshot: there is nothing to rescue."
                        : "The app runs, and its host answers. Not everything could be looked at, though: "
                                + facts.unread().getFirst().what(),
                Optional.of(SECONDS),
                GUESS);
    }
}
