package dev.flysnap.proof;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides the grade of a snapshot from the evidence. Pure; in doubt the grade is lower.
 *
 * <p>{@link Grade#HELD} needs all of these:
 *
 * <ul>
 *   <li>the same machine had the volume before and after, and its hook answered the quiesce before
 *       the request was sent;
 *   <li>each database lies on the volume, was synced and held, and is complete in its file;
 *   <li>the hold was intact when it was released, and that was after the snapshot was seen to be
 *       {@code created};
 *   <li>the hold had not reached its time limit by then.
 * </ul>
 */
public final class Grading {
    /** In these modes a commit goes into the database file itself. */
    private static final Set<String> ROLLBACK = Set.of("delete", "truncate", "persist");

    private static final String LONGER =
            "A longer --hold-max lets it last, where the agent's --hold-ceiling allows as much.";

    private final Evidence seen;
    private final List<String> limits = new ArrayList<>();

    private Grading(Evidence seen) {
        this.seen = seen;
    }

    public static Graded of(Evidence seen) {
        Grading grading = new Grading(seen);
        Grade grade = grading.grade();
        return new Graded(grade, grading.limits);
    }

    private Grade grade() {
        if (seen.requestedAt().isEmpty()) {
            return only(
                    Grade.CRASH_CONSISTENT,
                    "The snapshot is not the one that was requested after the quiesce.");
        }
        if (stoodStill()) {
            return Grade.STOPPED;
        }
        Optional<MachineId> machine = sameMachine();
        if (seen.quiesced().isEmpty()) {
            return only(Grade.CRASH_CONSISTENT, "No hook was asked to quiesce.");
        }
        Quiesced quiesced = seen.quiesced().get();
        if (machine.isEmpty() || !isFromBeside(quiesced, machine.get())) {
            return Grade.CRASH_CONSISTENT;
        }
        if (quiesced.answeredAt().isAfter(seen.requestedAt().get())) {
            return only(
                    Grade.CRASH_CONSISTENT,
                    "The snapshot was requested before the quiesce had been answered.");
        }
        Grade databases =
                gradeOfDatabases(
                        quiesced.answer().databases(),
                        VolumePaths.of(seen.machineBefore().orElseThrow()));
        if (databases != Grade.HELD) {
            return databases;
        }
        return heldThroughout(quiesced, seen.requestedAt().get()) ? Grade.HELD : Grade.SYNCED;
    }

    /**
     * A machine that was suspended has its page cache in memory: only a stopped one counts, or one
     * that was never started.
     */
    private boolean stoodStill() {
        if (seen.machineBefore().isEmpty()
                || seen.machineAfter().isEmpty()
                || seen.createdSeenAt().isEmpty()) {
            return false;
        }
        Machine before = seen.machineBefore().get();
        Machine after = seen.machineAfter().get();
        return isSaidToHaveStood(before, after) && isKnown(before, after);
    }

    private static boolean isSaidToHaveStood(Machine before, Machine after) {
        return before.state().isProvenStopped()
                && after.state().equals(before.state())
                && before.id().equals(after.id())
                && before.instanceId().isPresent()
                && before.instanceId().equals(after.instanceId())
                // A start and a stop in between leave an event each.
                && before.events().equals(after.events());
    }

    /** Of a host that does not answer the platform tells how things stood when it last did. */
    private boolean isKnown(Machine before, Machine after) {
        if (before.hostStatus() == HostStatus.OK && after.hostStatus() == HostStatus.OK) {
            return true;
        }
        return not(
                "The host of machine %s does not answer: whether the machine stood still is not known."
                        .formatted(before.id()));
    }

    private Optional<MachineId> sameMachine() {
        Optional<MachineId> before = seen.machineBefore().map(Machine::id);
        if (before.isEmpty()) {
            limits.add(
                    "No machine had the volume attached, so there was nobody to quiesce or to speak for it.");
            return Optional.empty();
        }
        if (!before.equals(seen.machineAfter().map(Machine::id))) {
            limits.add("Another machine had the volume afterwards.");
            return Optional.empty();
        }
        return before;
    }

    private boolean isFromBeside(Quiesced quiesced, MachineId machine) {
        if (quiesced.isFrom(machine)) {
            return true;
        }
        limits.add(
                quiesced.machine()
                        .map(it ->
                                "Machine %s answered the quiesce, but %s has the volume."
                                        .formatted(it, machine))
                        .orElse(
                                "The hook does not say which machine it runs on: it should answer FLY_MACHINE_ID as machine_id."));
        return false;
    }

    /** The least of what each database proves; held only as far as the hook itself can tell. */
    private Grade gradeOfDatabases(List<DatabaseState> databases, VolumePaths volume) {
        if (databases.isEmpty()) {
            return only(Grade.CRASH_CONSISTENT, "The hook named no database.");
        }
        return databases.stream()
                .map(it -> gradeOf(it, volume))
                .min(Grade::compareTo)
                .orElseThrow();
    }

    private Grade gradeOf(DatabaseState database, VolumePaths volume) {
        String named = PrintableText.of("%s (%s)".formatted(database.name(), database.path()));
        return switch (volume.of(database.path())) {
            case ON -> gradeOf(database);
            case OFF ->
                    only(
                            Grade.CRASH_CONSISTENT,
                            "%s does not lie on the volume, so the snapshot does not hold it.",
                            named);
            case NOT_ABSOLUTE ->
                    only(
                            Grade.CRASH_CONSISTENT,
                            "Whether %s lies on the volume is not known: that is no absolute path. The hook should answer the absolute one.",
                            named);
            case NO_MOUNT ->
                    only(
                            Grade.CRASH_CONSISTENT,
                            "Whether %s lies on the volume is not known: Fly names no mount of the machine. Look at \"mounts\" in fly machine status --display-config.",
                            named);
        };
    }

    private Grade gradeOf(DatabaseState database) {
        if (database.synced()) {
            if (!database.held()) {
                return only(Grade.SYNCED, "Writers of %s went on at once.", database.name());
            }
            return database.isCompleteInFile()
                    ? Grade.HELD
                    : only(
                            Grade.SYNCED,
                            "A part of %s was still in its WAL only.",
                            database.name());
        }
        if (database.checkpoint().isComplete() || hasNoWal(database)) {
            return only(Grade.CHECKPOINTED, "Nobody proved a sync of %s.", database.name());
        }
        return only(
                Grade.CRASH_CONSISTENT,
                "The checkpoint of %s was not complete, and nobody proved a sync.",
                database.name());
    }

    private static boolean hasNoWal(DatabaseState database) {
        return ROLLBACK.contains(database.journalMode().toLowerCase(Locale.ROOT));
    }

    private boolean heldThroughout(Quiesced quiesced, Instant requestedAt) {
        if (seen.release().isEmpty()) {
            return not("How the hold ended is not known.");
        }
        Evidence.Release release = seen.release().get();
        return switch (release.how()) {
            case Resumed.Lapsed lapsed ->
                    not(
                            "The hold had run out by itself after %d ms. %s"
                                    .formatted(lapsed.heldMs(), LONGER));
            case Resumed.Unknown _ ->
                    not("The hook did not know the hold any more when it was to end.");
            case Resumed.Intact _ -> lastedUntilCreated(quiesced, requestedAt, release.askedAt());
        };
    }

    private boolean lastedUntilCreated(Quiesced quiesced, Instant requestedAt, Instant releasedAt) {
        if (seen.createdSeenAt().isEmpty() || releasedAt.isBefore(seen.createdSeenAt().get())) {
            return not("Writers were let go before the snapshot was created.");
        }
        // The hook says intact; by its own limit it cannot have been.
        if (!quiesced.expiresAt().isAfter(seen.createdSeenAt().get())
                || !quiesced.expiresAt().isAfter(requestedAt)) {
            return not("The hold's time was over before the snapshot was created. " + LONGER);
        }
        return true;
    }

    private boolean not(String why) {
        limits.add(why);
        return false;
    }

    private Grade only(Grade grade, String why) {
        limits.add(why);
        return grade;
    }

    private Grade only(Grade grade, String why, String database) {
        return only(grade, why.formatted(database));
    }
}
