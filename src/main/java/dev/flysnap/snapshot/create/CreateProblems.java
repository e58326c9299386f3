package dev.flysnap.snapshot.create;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.util.Optional;

/** The ways in which taking a snapshot fails. */
final class CreateProblems {
    /** The cause, and with it that the run is not over: Fly may make the snapshot all the same. */
    static Problem alreadyRequested(Problem cause, CreatePlan plan) {
        if (cause.next().contains(plan.run().value())) {
            return cause;
        }
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what() + " The snapshot of " + plan.volume().id() + " has been asked for.",
                cause.why(),
                // What Fly did not answer is no reason to try again, as the message of a call says.
                (cause.code().startsWith("fly-") ? "" : cause.next() + ". ")
                        + "See how the snapshot ends, and ask for no other meanwhile: flysnap continue "
                        + plan.run());
    }

    static Problem alwaysBusy(VolumeId volume, Optional<String> words) {
        return new Problem(
                "snapshot-busy",
                ExitCode.FAILED,
                "Fly refused the snapshot of " + volume + " " + CreatePlan.MAX_REFUSALS + " times.",
                words.map("The last time it said: \"%s\""::formatted)
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
                "Somebody deployed or moved the app meanwhile.",
                "Run it again when that is done");
    }

    static Problem gradeNotMet(SnapshotId snapshot, Grade reached, Grade wanted, String why) {
        return new Problem(
                "grade-not-met",
                ExitCode.CHECK_NOT_MET,
                "The snapshot "
                        + snapshot
                        + " exists, but its grade is "
                        + reached
                        + ", not "
                        + wanted
                        + ".",
                why,
                "Accept it with --min-grade "
                        + reached
                        + ", or run it again when that is no longer so; the snapshot is kept");
    }

    /** The cause, and with it that the volume's setting is still ours. */
    static Problem retentionLeft(Problem cause, CreatePlan plan, int before) {
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                cause.what()
                        + " The volume's retention may still be "
                        + plan.retainDays().map(String::valueOf).orElse("")
                        + " days; it was "
                        + before
                        + ".",
                cause.why(),
                "Put it back: flysnap policy set %s --volume %s --retention %d. Then: flysnap continue %s"
                        .formatted(plan.app(), plan.volume().id(), before, plan.run()));
    }

    static Problem retentionNotTaken(SnapshotId snapshot, int wanted, Optional<Integer> is) {
        return new Problem(
                "retention-not-taken",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but is kept for %s days, not %d."
                        .formatted(snapshot, is.map(String::valueOf).orElse("unknown"), wanted),
                "The volume's setting did not count for it, although it was set before the request.",
                "Run it again, or copy what it holds before it expires");
    }

    private CreateProblems() {}
}
