package dev.flysnap.snapshot.identify;

import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why the snapshot that was requested cannot be identified, or did not come to an end. */
final class IdentificationProblems {
    private static final String FAILED_STATUS =
            "That is none of waiting, running and created, so it counts as failed.";
    private static final String RUN_AGAIN = "Run it again; if it keeps failing, ask Fly's support";

    static Problem failedWithoutId(VolumeId volume, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "No new snapshot of %s appeared, and one without an id has the status \"%s\"."
                        .formatted(volume, status),
                FAILED_STATUS,
                RUN_AGAIN);
    }

    static Problem failedStatus(SnapshotId snapshot, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "The snapshot %s has the status \"%s\".".formatted(snapshot, status),
                FAILED_STATUS,
                RUN_AGAIN);
    }

    static Problem vanished(SnapshotId snapshot) {
        return new Problem(
                "snapshot-vanished",
                ExitCode.FAILED,
                "The snapshot %s was in the list and is gone.".formatted(snapshot),
                "Fly removed it before it was finished.",
                "Run it again");
    }

    static Problem timedOut(VolumeId volume, String waitedFor, Duration limit) {
        return new Problem(
                "snapshot-too-slow",
                ExitCode.FAILED,
                "The wait for %s of %s took longer than %d s."
                        .formatted(waitedFor, volume, limit.toSeconds()),
                "Fly is still working on it, or stuck.",
                "Allow more time with --timeout, or look later: flysnap list --volume " + volume);
    }

    /**
     * @param newest the newest finished one, which is too old
     */
    static Problem coalesced(
            VolumeId volume, Optional<Snapshot> newest, Optional<Duration> acceptNewerThan) {
        String accepted =
                acceptNewerThan
                        .map(age ->
                                "; you accept a good one that was at most %d s old at the request"
                                        .formatted(age.toSeconds()))
                        .orElse("");
        return new Problem(
                "snapshot-coalesced",
                ExitCode.CHECK_NOT_MET,
                "Fly accepted the snapshot of %s, but made none.".formatted(volume),
                newest.map(present ->
                                "Fly probably considered the newest one recent enough (%s, of %s)%s."
                                        .formatted(
                                                id(present, ""),
                                                present.createdAt().map(TimeText::of).orElse(""),
                                                accepted))
                        .orElse("The list of the volume's snapshots did not change."),
                acceptNewerThan.isPresent()
                        ? "Wait a few minutes and run it again"
                        : "Wait a few minutes and run it again, or accept a recent one: --on-coalesce accept-newer-than=10m");
    }

    static Problem predates(VolumeId volume, Snapshot snapshot, Instant requestedAt) {
        return new Problem(
                "snapshot-predates-request",
                ExitCode.NEEDS_OPERATOR,
                "The only new snapshot of %s is %s, and Fly dates it %s: before the request of %s."
                        .formatted(
                                volume,
                                id(snapshot, "one without an id"),
                                snapshot.createdAt().map(TimeText::of).orElse("?"),
                                TimeText.of(requestedAt)),
                "It was requested by somebody else or by Fly's daily schedule, or this computer's clock is wrong.",
                "Compare the clock (date -u), then run it again");
    }

    static Problem severalNew(RunId run, VolumeId volume, List<SnapshotId> ids) {
        return unclear(
                run,
                "Several new snapshots of %s appeared at once: %s.".formatted(volume, ids),
                "Another one was taken at the same time, and nothing tells which one is this run's; all are kept.");
    }

    static Problem answerLostUnclear(RunId run, VolumeId volume, String why) {
        return unclear(
                run,
                "The answer to the snapshot request for %s was lost, and nothing tells which snapshot it made."
                        .formatted(volume),
                why);
    }

    static Problem notObserved(RunId run, VolumeId volume, SnapshotId id) {
        return unclear(
                run,
                oneNew(volume, id),
                "Fly's answer named none, the list was not observed since, and Fly takes daily snapshots of this volume.");
    }

    /**
     * @param recent was there before the request, so that Fly may have made none
     */
    static Problem perhapsDaily(RunId run, VolumeId volume, SnapshotId id, Snapshot recent) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                oneNew(volume, id),
                "Fly's answer named none. Fly may have considered %s recent enough, and takes daily snapshots of this volume."
                        .formatted(id(recent, "an earlier one")),
                "If any of them will do: flysnap create --on-coalesce accept-newer-than=10m. Otherwise wait ten minutes. %s"
                        .formatted(takeAnother(run)));
    }

    private static String oneNew(VolumeId volume, SnapshotId id) {
        return "There is one new snapshot of %s, %s, and nothing tells that it is this run's."
                .formatted(volume, id);
    }

    private static Problem unclear(RunId run, String what, String why) {
        return new Problem(
                "snapshot-unclear", ExitCode.NEEDS_OPERATOR, what, why, takeAnother(run));
    }

    private static String id(Snapshot snapshot, String without) {
        return snapshot.id().map(SnapshotId::value).orElse(without);
    }

    /** A run that cannot be completed is undone; the snapshots stay. */
    private static String takeAnother(RunId run) {
        return "Take another (flysnap create), and undo this run: flysnap undo " + run;
    }

    private IdentificationProblems() {}
}
