package dev.flysnap.snapshot;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** The ways in which keeping one snapshot longer than the others fails. */
final class RetentionProblems {
    static Problem unknown(VolumeId volume) {
        return new Problem(
                "retention-unknown",
                ExitCode.FAILED,
                "Fly does not say how long the snapshots of " + volume + " are kept.",
                "What is not known could not be put back after --retain.",
                "Set it for the volume: flysnap policy set --volume " + volume + " --retention 30");
    }

    /** The cause, and with it that the volume's setting is still ours. */
    static Problem left(Problem cause, CreatePlan plan, int before) {
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

    static Problem notTaken(SnapshotId snapshot, int wanted, Optional<Integer> is) {
        return new Problem(
                "retention-not-taken",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but is kept for %s days, not %d."
                        .formatted(snapshot, is.map(String::valueOf).orElse("unknown"), wanted),
                "The volume's setting did not count for it, although it was set before the request.",
                "Run it again, or copy what it holds before it expires");
    }

    private RetentionProblems() {}
}
