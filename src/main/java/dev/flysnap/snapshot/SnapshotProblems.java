package dev.flysnap.snapshot;

import dev.flysnap.hook.Grade;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    static Problem failedWithoutId(VolumeId volume, SnapshotStatus status) {
        return new Problem(
                "snapshot-failed",
                ExitCode.FAILED,
                "No new snapshot of %s came about, and one without an id has the status \"%s\"."
                        .formatted(volume, status),
                "That is none of waiting, running and created, so it counts as failed.",
                "Run it again; if it stays so, ask Fly's support");
    }

    /** The cause, and with it that the run is not over: Fly may make the snapshot all the same. */
    static Problem askedFor(Problem cause, CreatePlan plan) {
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

    static Problem alwaysBusy(VolumeId volume, Optional<String> words) {
        return new Problem(
                "snapshot-busy",
                ExitCode.FAILED,
                "Fly refused the snapshot of "
                        + volume
                        + " "
                        + CreatePlan.MOST_REFUSALS
                        + " times.",
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

    static Problem heldOutOfReach(HoldUntil until) {
        return new Problem(
                "min-grade-out-of-reach",
                ExitCode.USAGE,
                "This create cannot end with the grade " + Grade.HELD + ", which is asked for.",
                "That grade means that writers were kept off until the snapshot is there; --hold-until "
                        + until.name().toLowerCase(Locale.ROOT)
                        + " lets them go before.",
                "Add --hold-until created, or ask for less: --min-grade " + Grade.SYNCED);
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

    /** What was shown is not all. */
    static Problem listIncomplete(AppName app, List<SnapshotList.Unreadable> unreadable) {
        return new Problem(
                "list-incomplete",
                ExitCode.PARTLY_DONE,
                "The snapshots of %s could not be listed; those of other volumes of %s are shown."
                        .formatted(
                                unreadable.stream()
                                        .map(it -> it.id().value())
                                        .collect(Collectors.joining(", ")),
                                app),
                unreadable.getFirst().why().problem().what()
                        + " "
                        + unreadable.getFirst().why().problem().why(),
                "Try again in a while: flysnap list " + app);
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

    /**
     * @param rows those that could be meant
     */
    static Problem whichLineage(AppName app, List<SnapshotRow> rows) {
        Map<VolumeId, String> volumes = new LinkedHashMap<>();
        rows.forEach(row ->
                volumes.putIfAbsent(
                        row.volumeId(),
                        row.volume()
                                .map(it -> listed(List.of(it)))
                                .orElseGet(() -> row.volumeId() + " (gone)")));
        return new Problem(
                "which-lineage",
                ExitCode.FAILED,
                "The snapshot could be of several volumes of "
                        + app
                        + ": "
                        + String.join(", ", volumes.values())
                        + ".",
                "They are different data, and nothing says which one is meant.",
                "Name it with --volume " + rows.getFirst().volumeId() + ", or name the snapshot");
    }

    private static String listed(List<Volume> volumes) {
        return volumes.stream()
                .map(it ->
                        it.id() + " (" + it.name() + ", " + it.region() + ", " + it.state() + ")")
                .collect(Collectors.joining(", "));
    }

    private SnapshotProblems() {}
}
