package dev.flysnap.snapshot;

import dev.flysnap.hook.Grade;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways in which taking and finding snapshots fails. */
final class SnapshotProblems {
    static Problem noVolume(AppName app) {
        return new Problem(
                "no-volume",
                ExitCode.FAILED,
                "The app " + app + " has no volume, so there is nothing to take a snapshot of.",
                "Fly lists none that is not deleted.",
                "Look at it: fly volumes list --app " + app);
    }

    static Problem whichVolume(AppName app, List<Volume> volumes) {
        return new Problem(
                "which-volume",
                ExitCode.FAILED,
                "The app " + app + " has " + volumes.size() + " volumes: " + listed(volumes) + ".",
                "Nobody said which one is meant.",
                "Name it: --volume " + volumes.getFirst().id());
    }

    static Problem foreignVolume(AppName app, String volume, List<Volume> volumes) {
        return new Problem(
                "volume-not-of-app",
                ExitCode.FAILED,
                "The app " + app + " has no volume " + volume + ".",
                volumes.isEmpty()
                        ? "It has none at all that is not deleted."
                        : "It has " + listed(volumes) + ".",
                "Name one of its volumes with --volume, or the app that it belongs to with --app");
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
                                "A recent one (%s, of %s) was probably taken for good enough%s."
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

    static Problem failedWithoutId(VolumeId volume, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "No new snapshot of %s came about, and one without an id has the status \"%s\"."
                        .formatted(volume, status),
                "That is none of waiting, running and created, so it counts as failed.",
                "Run it again; if it stays so, ask Fly's support");
    }

    static Problem answerLost(VolumeId volume) {
        return new Problem(
                "snapshot-answer-lost",
                ExitCode.FAILED,
                "The answer to the snapshot request for "
                        + volume
                        + " was lost, and no new snapshot appeared.",
                "The request probably never reached Fly; it was not sent again, so that none is made twice.",
                "Run it again");
    }

    static Problem several(VolumeId volume, List<SnapshotId> ids) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "Several new snapshots of " + volume + " appeared at once: " + ids + ".",
                "Somebody else took one at the same time, and nothing tells which is ours; all are kept.",
                "Any of them is newer than the request: look with flysnap list, or run it again");
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

    static Problem tooSlow(VolumeId volume, String waitedFor, Duration limit) {
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

    static Problem alwaysBusy(VolumeId volume) {
        return new Problem(
                "snapshot-busy",
                ExitCode.FAILED,
                "Fly refused the snapshot of "
                        + volume
                        + " "
                        + CreatePlan.MOST_REFUSALS
                        + " times.",
                "Each time another snapshot of the same volume was being taken.",
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

    static Problem unclear(VolumeId volume, String why) {
        return new Problem(
                "snapshot-unclear",
                ExitCode.NEEDS_OPERATOR,
                "The answer to the snapshot request for "
                        + volume
                        + " was lost, and nothing tells which one it made.",
                why,
                "Look with flysnap list, or run it again");
    }

    static Problem hookMissing(AppName app) {
        return new Problem(
                "no-hook",
                ExitCode.USAGE,
                "A quiesce is required for " + app + ", but no hook is configured.",
                "Nothing says who can checkpoint and sync the database.",
                "Name it with --hook URL or FLYSNAP_HOOK_URL, or go without: --quiesce off");
    }

    static Problem hookAsleep(Machine machine) {
        return new Problem(
                "machine-cannot-answer",
                ExitCode.FAILED,
                "The hook on machine %s cannot be asked: the machine is %s."
                        .formatted(machine.id(), machine.state()),
                "What is in its memory is not on the volume, and a quiesce is required.",
                "Start it (fly machine start "
                        + machine.id()
                        + "), or take what is there: --quiesce off");
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
                        + ", or run it again; the snapshot is kept");
    }

    static Problem policyNotSet(AppName app, List<Problem> failed, int all) {
        if (all == 1) {
            return failed.getFirst();
        }
        List<ExitCode> exits = failed.stream().map(Problem::exit).distinct().toList();
        boolean partly = failed.size() < all;
        return new Problem(
                partly ? "policy-partly-set" : "policy-not-set",
                partly
                        ? ExitCode.PARTLY_DONE
                        : exits.size() == 1 ? exits.getFirst() : ExitCode.FAILED,
                "The policy of %d of %d volumes of %s was not set."
                        .formatted(failed.size(), all, app),
                failed.getFirst().what() + " " + failed.getFirst().why(),
                "Run it again: what is set already is left as it is. See flysnap policy show "
                        + app);
    }

    static Problem notFound(AppName app, SnapshotId snapshot) {
        return new Problem(
                "snapshot-not-found",
                ExitCode.FAILED,
                "No volume of " + app + " has the snapshot " + snapshot + ".",
                "All its volumes were asked, deleted ones that Fly or the journal still know too.",
                "Look at what is there: flysnap list " + app);
    }

    static Problem noneFinished(AppName app, String where) {
        return new Problem(
                "no-finished-snapshot",
                ExitCode.FAILED,
                "There is no finished snapshot of " + app + " " + where + ".",
                "A snapshot counts only when Fly says \"created\"; an empty volume is never made instead.",
                "Look at what is there: flysnap list "
                        + app
                        + ", or name the volume: --volume vol_…");
    }

    static Problem notFinished(SnapshotId snapshot, SnapshotStatus status) {
        return new Problem(
                "snapshot-not-finished",
                ExitCode.FAILED,
                "The snapshot " + snapshot + " is \"" + status + "\", not \"created\".",
                "Only a finished snapshot can be restored.",
                "Wait until flysnap list says created, or choose another");
    }

    static Problem whichLineage(AppName app, List<Volume> volumes) {
        return new Problem(
                "which-lineage",
                ExitCode.FAILED,
                "The snapshot could be of several volumes of " + app + ": " + listed(volumes) + ".",
                "They are different data, and nothing says which one is meant.",
                "Name it with --volume " + volumes.getFirst().id() + ", or name the snapshot");
    }

    private static String listed(List<Volume> volumes) {
        return volumes.stream()
                .map(it ->
                        it.id() + " (" + it.name() + ", " + it.region() + ", " + it.state() + ")")
                .collect(Collectors.joining(", "));
    }

    private SnapshotProblems() {}
}
