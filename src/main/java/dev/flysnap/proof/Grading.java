package dev.flysnap.proof;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Derives a snapshot's grade from the evidence. Pure; in doubt the grade is lower.
 *
 * <p>{@code held} needs all of: the snapshot is the one requested after the quiesce, the answering
 * machine had the volume before and after, every database is on the volume, synced and complete in
 * its file, and the hold lasted until the snapshot was created ({@link #heldThroughout}).
 */
public final class Grading {
    /** In these modes a commit goes into the database file itself. */
    private static final Set<String> ROLLBACK_MODES = Set.of("delete", "truncate", "persist");

    /** How much longer a hold should be allowed than the last snapshot took. */
    private static final double RESERVE = 1.5;

    private final Evidence evidence;
    private final List<String> limits = new ArrayList<>();
    private final Map<String, Grade> databases = new HashMap<>();

    private Grading(Evidence evidence) {
        this.evidence = evidence;
    }

    public static Graded of(Evidence evidence) {
        Grading grading = new Grading(evidence);
        Grade grade = grading.grade();
        return new Graded(grade, grading.limits, grading.databasesUpTo(grade));
    }

    /** None is told apart where the evidence as a whole proves no more, or nobody knows them. */
    private Map<String, Grade> databasesUpTo(Grade grade) {
        Map<String, Grade> capped = new HashMap<>();
        databases.forEach((path, own) ->
                capped.put(path, own == Grade.HELD && grade != Grade.HELD ? Grade.SYNCED : own));
        return capped;
    }

    private Grade grade() {
        if (evidence.requestedAt().isEmpty()) {
            return limitedTo(
                    Grade.CRASH_CONSISTENT,
                    "The snapshot is not the one that was requested after the quiesce.");
        }
        if (machineStayedStopped()) {
            return Grade.STOPPED;
        }
        Optional<MachineId> machine = sameMachine();
        if (evidence.quiesced().isEmpty()) {
            return limitedTo(Grade.CRASH_CONSISTENT, "No hook was asked to quiesce.");
        }
        Quiesced quiesced = evidence.quiesced().get();
        if (machine.isEmpty() || !answeredFrom(quiesced, machine.get())) {
            return Grade.CRASH_CONSISTENT;
        }
        if (quiesced.answeredAt().isAfter(evidence.requestedAt().get())) {
            return limitedTo(
                    Grade.CRASH_CONSISTENT,
                    "The snapshot was requested before the quiesce had been answered.");
        }
        Grade databases =
                gradeOfDatabases(
                        quiesced.answer().databases(),
                        VolumePaths.of(evidence.machineBefore().orElseThrow()));
        Optional<String> broken = brokenHold();
        if (broken.isPresent()) {
            // Whoever ignores locks may have written while the last sync was made, too.
            return limitedTo(Grade.CRASH_CONSISTENT, broken.get());
        }
        if (databases != Grade.HELD) {
            return databases;
        }
        return heldThroughout(quiesced, evidence.requestedAt().get()) ? Grade.HELD : Grade.SYNCED;
    }

    /**
     * Only a stopped or never started machine counts: a suspended one has its page cache in memory.
     */
    private boolean machineStayedStopped() {
        if (evidence.machineBefore().isEmpty()
                || evidence.machineAfter().isEmpty()
                || evidence.createdSeenAt().isEmpty()) {
            return false;
        }
        Machine before = evidence.machineBefore().get();
        Machine after = evidence.machineAfter().get();
        return reportsNoChange(before, after) && hostsAnswer(before, after);
    }

    private static boolean reportsNoChange(Machine before, Machine after) {
        return before.state().isProvenStopped()
                && after.state().equals(before.state())
                && before.id().equals(after.id())
                && before.instanceId().isPresent()
                && before.instanceId().equals(after.instanceId())
                // A start and a stop in between leave an event each.
                && before.events().equals(after.events());
    }

    /** For a host that does not answer, Fly reports the state at its last answer. */
    private boolean hostsAnswer(Machine before, Machine after) {
        if (before.hostStatus() == HostStatus.OK && after.hostStatus() == HostStatus.OK) {
            return true;
        }
        return unproven(
                "The host of machine %s does not answer: whether the machine stood still is not known."
                        .formatted(before.id()));
    }

    private Optional<MachineId> sameMachine() {
        Optional<MachineId> before = evidence.machineBefore().map(Machine::id);
        if (before.isEmpty()) {
            limits.add("No machine had the volume attached, so no hook could be called.");
            return Optional.empty();
        }
        if (!before.equals(evidence.machineAfter().map(Machine::id))) {
            limits.add(
                    evidence.machineAfter().isPresent()
                            ? "Another machine had the volume afterwards."
                            : "No machine was seen to have the volume afterwards.");
            return Optional.empty();
        }
        return before;
    }

    private boolean answeredFrom(Quiesced quiesced, MachineId machine) {
        if (quiesced.isFrom(machine)) {
            return true;
        }
        limits.add(
                quiesced.machine()
                        .map(id ->
                                "Machine %s answered the quiesce, but %s has the volume."
                                        .formatted(id, machine))
                        .orElse(
                                "The hook does not say which machine it runs on: it should answer FLY_MACHINE_ID as machine_id."));
        return false;
    }

    /** The lowest grade of any database; HELD only if the hold itself also lasted. */
    private Grade gradeOfDatabases(List<DatabaseState> databases, VolumePaths volume) {
        if (databases.isEmpty()) {
            return limitedTo(Grade.CRASH_CONSISTENT, "The hook named no database.");
        }
        databases.forEach(it -> this.databases.put(it.path(), gradeOf(it, volume)));
        return this.databases.values().stream().min(Grade::compareTo).orElseThrow();
    }

    private Grade gradeOf(DatabaseState database, VolumePaths volume) {
        String named = PrintableText.of("%s (%s)".formatted(database.name(), database.path()));
        return switch (volume.of(database.path())) {
            case ON -> gradeOf(database);
            case OFF ->
                    limitedTo(
                            Grade.CRASH_CONSISTENT,
                            "%s is not on the volume, so the snapshot does not contain it.",
                            named);
            case NOT_ABSOLUTE ->
                    limitedTo(
                            Grade.CRASH_CONSISTENT,
                            "Whether %s is on the volume is not known: that is not an absolute path. The hook should answer the absolute one.",
                            named);
            case NO_MOUNT ->
                    limitedTo(
                            Grade.CRASH_CONSISTENT,
                            "Whether %s is on the volume is not known: Fly names no mount of the machine. Check \"mounts\" in fly machine status --display-config.",
                            named);
        };
    }

    private Grade gradeOf(DatabaseState database) {
        if (database.synced()) {
            if (!database.held()) {
                return limitedTo(Grade.SYNCED, "Writers of %s went on at once.", database.name());
            }
            return database.isCompleteInFile()
                    ? Grade.HELD
                    : limitedTo(
                            Grade.SYNCED,
                            "A part of %s was still in its WAL only.",
                            database.name());
        }
        if (database.checkpoint().isComplete() || hasNoWal(database)) {
            return limitedTo(Grade.CHECKPOINTED, "Nobody proved a sync of %s.", database.name());
        }
        return limitedTo(
                Grade.CRASH_CONSISTENT,
                "The checkpoint of %s was not complete, and nobody proved a sync.",
                database.name());
    }

    private static boolean hasNoWal(DatabaseState database) {
        return ROLLBACK_MODES.contains(database.journalMode().toLowerCase(Locale.ROOT));
    }

    private Optional<String> brokenHold() {
        return evidence.release()
                .map(Evidence.Release::outcome)
                .flatMap(it ->
                        it instanceof Resumed.Broken broken
                                ? Optional.of(PrintableText.of(broken.what()))
                                : Optional.empty());
    }

    private boolean heldThroughout(Quiesced quiesced, Instant requestedAt) {
        if (evidence.release().isEmpty()) {
            return unproven("How the hold ended is not known.");
        }
        Evidence.Release release = evidence.release().get();
        return switch (release.outcome()) {
            case Resumed.Lapsed lapsed ->
                    unproven(
                            "The hold had expired after %d ms. %s"
                                    .formatted(lapsed.heldMs(), longerHold(quiesced)));
            case Resumed.Broken broken -> unproven(broken.what());
            case Resumed.Unknown _ ->
                    unproven("The hook did not know the hold any more when it was to end it.");
            case Resumed.Intact _ ->
                    lastedUntilCreated(quiesced, requestedAt, release.requestedAt());
        };
    }

    private boolean lastedUntilCreated(Quiesced quiesced, Instant requestedAt, Instant releasedAt) {
        if (evidence.createdSeenAt().isEmpty()
                || releasedAt.isBefore(evidence.createdSeenAt().get())) {
            return unproven("Writers were released before the snapshot was created.");
        }
        // The hook says intact; by its own limit it cannot have been.
        if (!quiesced.expiresAt().isAfter(evidence.createdSeenAt().get())
                || !quiesced.expiresAt().isAfter(requestedAt)) {
            return unproven(
                    "The hold expired before the snapshot was created. %s"
                            .formatted(longerHold(quiesced)));
        }
        return true;
    }

    /** By how long this snapshot took. */
    private String longerHold(Quiesced quiesced) {
        return evidence.createdSeenAt()
                .map(created -> Duration.between(quiesced.sentAt(), created))
                .map(needed ->
                        "The snapshot was created %.1f s after the hold began: --hold-max %ds would do, if the hook grants it (an agent up to its --hold-ceiling)."
                                .formatted(
                                        needed.toMillis() / 1000.0,
                                        (long) Math.ceil(needed.toMillis() * RESERVE / 1000)))
                .orElse(
                        "A longer --hold-max keeps it, if the hook grants it (an agent up to its --hold-ceiling).");
    }

    private boolean unproven(String why) {
        limits.add(why);
        return false;
    }

    private Grade limitedTo(Grade grade, String why) {
        limits.add(why);
        return grade;
    }

    private Grade limitedTo(Grade grade, String why, String database) {
        return limitedTo(grade, why.formatted(database));
    }
}
