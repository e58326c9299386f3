package dev.flysnap.snapshot.create;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.EarlierSizes;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The ways in which taking a snapshot fails. */
final class CreateProblems {
    /** The cause, and that the run is not over: Fly may still make the snapshot. */
    static Problem alreadyRequested(Problem cause, CreatePlan plan) {
        if (cause.next().contains(plan.run().value())) {
            return cause;
        }
        return new Problem(
                cause.code(),
                cause.exit(),
                "%s The snapshot of %s has been requested."
                        .formatted(cause.what(), plan.volume().id()),
                cause.why(),
                // What Fly did not answer is no reason to try again, as the message of a call says.
                "%sSee how the snapshot ends before you request another: flysnap continue %s"
                        .formatted(
                                cause.code().startsWith("fly-") ? "" : cause.next() + ". ",
                                plan.run()));
    }

    static Problem alwaysBusy(VolumeId volume, Optional<String> lastMessage) {
        return new Problem(
                "snapshot-busy",
                ExitCode.FAILED,
                "Fly refused the snapshot of %s %d times."
                        .formatted(volume, CreatePlan.MAX_REFUSALS),
                lastMessage
                        .map("The last time it said: \"%s\""::formatted)
                        .orElse("Each time another snapshot of the same volume was being taken."),
                "Find out who takes them, then run it again");
    }

    static Problem machineChanged(
            VolumeId volume, Optional<MachineId> before, Optional<MachineId> now) {
        return new Problem(
                "volume-moved",
                ExitCode.FAILED,
                "The volume %s was attached to %s and is now attached to %s."
                        .formatted(
                                volume,
                                before.map(MachineId::value).orElse("no machine"),
                                now.map(MachineId::value).orElse("none")),
                "The app was deployed or moved in the meantime.",
                "Run it again when that is done");
    }

    static Problem gradeNotMet(SnapshotId snapshot, Grade reached, Grade wanted, String why) {
        return new Problem(
                "grade-not-met",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but its grade is %s, not %s."
                        .formatted(snapshot, reached, wanted),
                why,
                "Accept it with --min-grade %s, or remove the cause and run it again; the snapshot is kept"
                        .formatted(reached));
    }

    /** The cause, and that the volume still has the retention that the run set. */
    static Problem retentionLeft(Problem cause, CreatePlan plan, int before) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                "%s The volume's retention may still be %s days; it was %d."
                        .formatted(
                                cause.what(),
                                plan.retainDays().map(String::valueOf).orElse(""),
                                before),
                cause.why(),
                "Restore it: flysnap policy set %s --volume %s --retention %d. Then: flysnap continue %s"
                        .formatted(plan.app(), plan.volume().id(), before, plan.run()));
    }

    static Problem retentionNotTaken(SnapshotId snapshot, int wanted, Optional<Integer> actual) {
        return new Problem(
                "retention-not-taken",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but is kept for %s days, not %d."
                        .formatted(snapshot, actual.map(String::valueOf).orElse("unknown"), wanted),
                "The volume's setting did not count for it, although it was set before the request.",
                "Run it again, or copy the data before the snapshot expires");
    }

    static Problem shrunk(CreatePlan plan, EarlierSizes earlier, EarlierSizes.Shrunk database) {
        return new Problem(
                "database-shrunk",
                ExitCode.CHECK_NOT_MET,
                "The database %s (%s) of %s has %s; at the snapshot %s it had %s. No snapshot was taken."
                        .formatted(
                                database.now().name(),
                                database.now().path(),
                                plan.volume().id(),
                                database.now().text(),
                                earlier.snapshot(),
                                database.before().text()),
                "Most of its content is gone since %s; a snapshot of it would be the newest one, and be restored as the latest."
                        .formatted(earlier.takenAt().truncatedTo(ChronoUnit.SECONDS)),
                "If that is right: flysnap create --app %s --volume %s --accept-shrunk; if not: flysnap restore %s --app %s --dry-run"
                        .formatted(plan.app(), plan.volume().id(), earlier.snapshot(), plan.app()));
    }

    private CreateProblems() {}
}
