package dev.flysnap.snapshot.identify;

import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ways in which it cannot be said which snapshot is the one that was asked for. */
final class IdentificationProblems {
    static Problem failedWithoutId(VolumeId volume, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "No new snapshot of %s came about, and one without an id has the status \"%s\"."
                        .formatted(volume, status),
                "That is none of waiting, running and created, so it counts as failed.",
                "Run it again; if it stays so, ask Fly's support");
    }

    static Problem failedStatus(SnapshotId snapshot, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "The snapshot " + snapshot + " has the status \"" + status + "\".",
                "That is none of waiting, running and created, so it counts as failed.",
                "Run it again; if it stays so, ask Fly's support");
    }

    static Problem vanished(SnapshotId snapshot) {
        return new Problem(
                "snapshot-vanished",
                ExitCode.FAILED,
                "The snapshot " + snapshot + " was in the list and is gone.",
                "Fly removed it before it was finished.",
                "Run it again");
    }

    static Problem timedOut(VolumeId volume, String waitedFor, Duration limit) {
        return new Problem(
                "snapshot-too-slow",
                ExitCode.FAILED,
                "The wait for "
                        + waitedFor
                        + " of "
                        + volume
                        + " took longer than "
                        + limit.toSeconds()
                        + " s.",
                "Fly is still at work, or stuck.",
                "Give it longer with --timeout, or look later: flysnap list --volume " + volume);
    }

    /**
     * @param newest the newest finished one, which is not good enough
     */
    static Problem coalesced(
            VolumeId volume, Optional<Snapshot> newest, Optional<Duration> acceptNewerThan) {
        return new Problem(
                "snapshot-coalesced",
                ExitCode.CHECK_NOT_MET,
                "Fly accepted the snapshot of " + volume + ", but made none.",
                newest.map(it ->
                                "Fly was probably content with the newest one there (%s, of %s)%s."
                                        .formatted(
                                                it.id().map(SnapshotId::value).orElse(""),
                                                it.createdAt().map(Instant::toString).orElse(""),
                                                acceptNewerThan
                                                        .map(age ->
                                                                "; you accept one that was at most %d s old at the request"
                                                                        .formatted(age.toSeconds()))
                                                        .orElse("")))
                        .orElse("The list of the volume's snapshots stayed as it was."),
                acceptNewerThan.isPresent()
                        ? "Wait a few minutes and run it again"
                        : "Wait a few minutes and run it again, or be content with a recent one: --on-coalesce accept-newer-than=10m");
    }

    static Problem predates(VolumeId volume, Snapshot snapshot, Instant requestedAt) {
        return new Problem(
                "snapshot-predates-request",
                ExitCode.NEEDS_OPERATOR,
                "The only new snapshot of %s is %s, and Fly dates it %s: before the request of %s."
                        .formatted(
                                volume,
                                snapshot.id().map(SnapshotId::value).orElse("one without an id"),
                                snapshot.createdAt().map(Instant::toString).orElse("?"),
                                requestedAt),
                "Somebody else asked for it, or Fly's own schedule; or this computer's clock is wrong.",
                "Compare the clock (date -u), then run it again");
    }

    static Problem answerLost(RunId run, VolumeId volume) {
        return new Problem(
                "snapshot-answer-lost",
                ExitCode.FAILED,
                "The answer to the snapshot request for "
                        + volume
                        + " was lost, and no new snapshot appeared.",
                "The request probably never reached Fly; it was not sent again, so that none is made twice.",
                "Look once more, and ask again if there is still none: flysnap continue " + run);
    }

    static Problem severalNew(RunId run, VolumeId volume, List<SnapshotId> ids) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "Several new snapshots of " + volume + " appeared at once: " + ids + ".",
                "Somebody else took one at the same time, and nothing tells which is ours; all are kept.",
                takeAnother(run));
    }

    static Problem unclear(RunId run, VolumeId volume, String why) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "The answer to the snapshot request for "
                        + volume
                        + " was lost, and nothing tells which one it made.",
                why,
                takeAnother(run));
    }

    static Problem notWatched(RunId run, VolumeId volume, SnapshotId id) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "One new snapshot of "
                        + volume
                        + " is there, "
                        + id
                        + ", and nothing tells that it is ours.",
                "Fly's answer named none, nobody has watched the list since, and Fly takes daily ones of this volume.",
                takeAnother(run));
    }

    /**
     * @param recent was there before the request, so that Fly may have made none
     */
    static Problem perhapsDaily(RunId run, VolumeId volume, SnapshotId id, Snapshot recent) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "One new snapshot of "
                        + volume
                        + " is there, "
                        + id
                        + ", and nothing tells that it is ours.",
                "Fly's answer named none. Fly may have been content with the recent %s, and takes daily ones of this volume."
                        .formatted(recent.id().map(SnapshotId::value).orElse("one")),
                "Where any of them will do: flysnap create --on-coalesce accept-newer-than=10m. Else wait ten minutes. "
                        + takeAnother(run));
    }

    /** A run that cannot be ended is given up; the snapshots stay. */
    private static String takeAnother(RunId run) {
        return "Take another (flysnap create), and give this run up: flysnap undo " + run;
    }

    private IdentificationProblems() {}
}
