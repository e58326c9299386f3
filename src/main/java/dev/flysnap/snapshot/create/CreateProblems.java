package dev.flysnap.snapshot.create;

import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.EarlierSizes;
import dev.flysnap.time.TimeText;
import java.util.Optional;

/** The ways in which taking a snapshot fails. */
final class CreateProblems {
    /**
     * What a run says when it fails, from its own state: what a single call knows, such as that it
     * changed nothing, is not what the run has done.
     *
     * @param isPassing whether the cause may pass by itself
     */
    static Problem stopped(Problem cause, boolean isPassing, CreatePlan plan, CreateState state) {
        if (plan.mustRestoreRetention(state)) {
            return retentionLeft(with(cause, snapshotWords(plan, state)), plan, state);
        }
        if (state.isUnfinished() || state.result().created().isPresent()) {
            return unfinished(cause, isPassing, plan, snapshotWords(plan, state));
        }
        boolean requested = state.requested().isPresent();
        return !isPassing || requested
                ? cause
                : new Problem(
                        cause.code(),
                        cause.exit(),
                        cause.what(),
                        "%s The run %s has requested no snapshot, and has left nothing behind."
                                .formatted(cause.why(), plan.run()),
                        "Run it again; whether Fly works: https://status.flyio.net");
    }

    /** The run is not over: Fly may still make the snapshot, or has made it. */
    private static Problem unfinished(
            Problem cause, boolean isPassing, CreatePlan plan, String snapshot) {
        if (cause.next().contains(plan.run().value())) {
            return cause;
        }
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what() + snapshot,
                cause.why(),
                "%sSee how the snapshot ends before you request another: flysnap continue %s"
                        .formatted(isPassing ? "" : cause.next() + ". ", plan.run()));
    }

    private static Problem with(Problem cause, String words) {
        return new Problem(
                cause.code(), cause.exit(), cause.what() + words, cause.why(), cause.next());
    }

    /** A further sentence on the snapshot, where there is one or may be one. */
    static String snapshotWords(CreatePlan plan, CreateState state) {
        VolumeId volume = plan.volume().id();
        Optional<SnapshotId> id =
                state.snapshot().or(() -> state.requested().flatMap(CreateEffect.Requested::hint));
        if (state.result().created().isPresent()) {
            return " The snapshot %s of %s is made."
                    .formatted(id.map(SnapshotId::value).orElse(""), volume);
        }
        if (id.isPresent()) {
            return " The snapshot %s of %s has been requested.".formatted(id.get(), volume);
        }
        return state.isUnfinished()
                ? " The snapshot of %s has been requested.".formatted(volume)
                : "";
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

    static Problem answersLost(RunId run, VolumeId volume) {
        return new Problem(
                "snapshot-answer-lost",
                ExitCode.FAILED,
                "The answers to %d snapshot requests for %s were lost, and no new snapshot appeared."
                        .formatted(CreatePlan.MAX_LOST_ANSWERS, volume),
                "The requests probably never reached Fly; each was sent only when there was none a minute after the one before.",
                "Look again, and send a new request if there is still none: flysnap continue "
                        + run);
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

    static Problem gradeNotMet(
            CreatePlan plan, SnapshotId snapshot, Grade reached, Grade wanted, String why) {
        return new Problem(
                "grade-not-met",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but its grade is %s, not %s (%s)."
                        .formatted(snapshot, reached, wanted, plan.run()),
                why,
                "It is kept: flysnap show %s. For a better one remove the cause and run it again; --min-grade %s accepts such a one from the start"
                        .formatted(snapshot, reached));
    }

    static Problem dataBad(CreatePlan plan, SnapshotId snapshot, Checked checked) {
        return new Problem(
                "live-data-bad",
                ExitCode.CHECK_NOT_MET,
                "The database of %s is damaged, and so, most likely, is the snapshot %s (%s)."
                        .formatted(plan.app(), snapshot, plan.run()),
                "%s found: %s."
                        .formatted(
                                checked.depth().checkName(),
                                SnapshotCheck.some(checked.problems())),
                "Keep every older snapshot, and verify the newest of them: flysnap list %1$s, then flysnap verify SNAPSHOT --app %1$s. This one is kept, and known as bad"
                        .formatted(plan.app()));
    }

    /** The cause, and whether the volume still has the retention that the run set. */
    static Problem retentionLeft(Problem cause, CreatePlan plan, CreateState state) {
        if (!plan.mustRestoreRetention(state)) {
            return cause;
        }
        int before = state.retention().orElseThrow().before();
        return new Problem(
                cause.code(),
                ExitCode.NEEDS_OPERATOR,
                "%s The volume's retention may still be %s; it was %d."
                        .formatted(
                                cause.what(),
                                plan.retainDays()
                                        .map(it -> Count.of(it, "day"))
                                        .orElse("that of the run"),
                                before),
                cause.why(),
                "Restore it: flysnap policy set %s --volume %s --retention %d. Then: flysnap continue %s"
                        .formatted(plan.app(), plan.volume().id(), before, plan.run()));
    }

    static Problem retentionNotTaken(
            CreatePlan plan, SnapshotId snapshot, int wanted, Optional<Integer> actual) {
        return new Problem(
                "retention-not-taken",
                ExitCode.CHECK_NOT_MET,
                "The snapshot %s exists, but is kept for %s, not %d (%s)."
                        .formatted(
                                snapshot,
                                actual.map(it -> Count.of(it, "day")).orElse("an unknown time"),
                                wanted,
                                plan.run()),
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
                        .formatted(TimeText.of(earlier.takenAt())),
                "If that is right: flysnap create --app %s --volume %s --accept-shrunk; if not: flysnap restore %s --app %s --dry-run"
                        .formatted(plan.app(), plan.volume().id(), earlier.snapshot(), plan.app()));
    }

    private CreateProblems() {}
}
