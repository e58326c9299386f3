package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.Regions;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which a restore or move cannot be planned, or continued as it was planned. */
final class RestorePlanProblems {
    static Problem configUnknown(AppName app, String data, VolumeId volume) {
        return new Problem(
                "machine-config-unknown",
                ExitCode.FAILED,
                "The config of the machine to create for %s is not known.".formatted(data),
                "No reachable machine of %s mounts %s, and neither this journal nor a receipt's file knows one that did."
                        .formatted(app, volume),
                "Give one of: --state-dir of the run that took it, --receipt FILE (made with --with-config), --machine-config FILE, --image REF (with --vm-size, --mount-path), or --volume-only");
    }

    static Problem notExactlyOneMount(VolumeId volume, int mounts) {
        return new Problem(
                "machine-config-mounts",
                ExitCode.FAILED,
                "The config that was found for the new machine has %d mounts.".formatted(mounts),
                "It needs exactly one, for the volume made from the snapshot of %s."
                        .formatted(volume),
                "Give a config with one: --machine-config FILE");
    }

    static Problem imagesDiffer(String data, String ofSnapshot, String current) {
        return new Problem(
                "image-choice-needed",
                ExitCode.USAGE,
                "Another image runs now than when %s was taken.".formatted(data),
                "Then: %s. Now: %s. Older code may not understand newer data, and vice versa."
                        .formatted(ofSnapshot, current),
                "Choose one: --image snapshot (fits the data), --image current, or --image REF");
    }

    static Problem snapshotImageUnknown(String data) {
        return new Problem(
                "image-unknown",
                ExitCode.USAGE,
                "The image that ran when %s was taken is not known.".formatted(data),
                "Neither this journal nor a receipt's file names it.",
                "Name one: --image current, or --image REF");
    }

    static Problem currentImageUnknown(AppName app) {
        return new Problem(
                "image-unknown",
                ExitCode.USAGE,
                "The image that %s runs now is not known.".formatted(app),
                "No machine of it has the snapshot's volume.",
                "Name one: --image snapshot, or --image REF");
    }

    static Problem receiptOfOtherSnapshot(SnapshotId named, SnapshotId inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of %s, not of %s.".formatted(inReceipt, named),
                "The data would be compared with a receipt that does not describe it.",
                "Leave the snapshot out, or give its own receipt");
    }

    static Problem receiptOfOtherApp(AppName named, AppName inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of the app %s, not of %s.".formatted(inReceipt, named),
                "A snapshot belongs to the app whose volume it was taken of.",
                "Name that one with --app, and the destination with --to-app " + named);
    }

    static Problem targetUnknown(AppName target, Problem cause) {
        return new Problem(
                "target-app-unknown",
                ExitCode.FAILED,
                "There is no app %s, or the token is not valid for it.".formatted(target),
                cause.why(),
                "Create it (fly apps create %s), and use a token for both apps: export FLY_API_TOKEN=\"$(fly tokens create org -o ORG)\""
                        .formatted(target));
    }

    static Problem noSuchRegion(Region region, Regions regions) {
        String known =
                regions.all().stream()
                        .map(it -> it.code().value())
                        .collect(Collectors.joining(", "));
        return new Problem(
                "no-such-region",
                ExitCode.USAGE,
                "Fly has no region %s.".formatted(region),
                "It has %s.".formatted(known),
                "Name one of them with --to-region");
    }

    static Problem tooLarge(int neededGb, int maxGb, SnapshotId snapshot) {
        return new Problem(
                "volume-too-large",
                ExitCode.USAGE,
                "A volume of %d GB for %s cannot be created.".formatted(neededGb, snapshot),
                "Fly's largest has %d GB.".formatted(maxGb),
                "Ask for less: --size-gb");
    }

    static Problem hostUnreachable(AppName app, String resource, HostStatus status) {
        return new Problem(
                "host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The host of %s of %s does not answer.".formatted(resource, app),
                "Fly reports its status as %s. The latest writes are only on that host, and a move loses nothing."
                        .formatted(status),
                "See what can be restored: flysnap rescue " + app);
    }

    static Problem noMachine(AppName app, VolumeId volume) {
        return new Problem(
                "no-machine-to-move",
                ExitCode.FAILED,
                "No machine of %s has the volume %s attached.".formatted(app, volume),
                "There is data, but no machine to move.",
                "Restore the data elsewhere: flysnap create %1$s --volume %2$s, then flysnap restore latest --app %1$s --to-region REGION --cutover"
                        .formatted(app, volume));
    }

    static Problem alreadyInRegion(AppName app, Volume source) {
        return new Problem(
                "already-in-region",
                ExitCode.USAGE,
                "%s already is in %s, with volume %s.".formatted(app, source.region(), source.id()),
                "A move within a region only changes the host, and the app is not served meanwhile.",
                "If another host is what you want: flysnap move %s --to-region %s --new-host"
                        .formatted(app, source.region()));
    }

    static Problem cannotBeStopped(AppName app, Machine machine) {
        return new Problem(
                "machine-not-at-rest",
                ExitCode.FAILED,
                "The machine %s of %s is \"%s\", so it cannot be moved now."
                        .formatted(machine.id(), app, machine.state()),
                machine.state().equals(MachineState.SUSPENDED)
                        ? "The content of its memory is not on the volume, and would be lost."
                        : "Only a started or stopped machine can be stopped for good.",
                "Start it, then move it: fly machine start %s --app %s"
                        .formatted(machine.id(), app));
    }

    static Problem severalMachines(AppName app, Machine machine, List<Machine> serving) {
        String others =
                serving.stream()
                        .filter(it -> !it.id().equals(machine.id()))
                        .map(it -> "%s (%s, %s)".formatted(it.id(), it.region(), it.state()))
                        .collect(Collectors.joining(", "));
        return new Problem(
                "several-machines",
                ExitCode.FAILED,
                "The machine %s of %s is not the only one that could be in service: there is %s."
                        .formatted(machine.id(), app, others),
                "One of them replaced the other; two machines of one app must never both write.",
                "See which one runs the app: flysnap rescue %s; delete the other".formatted(app));
    }

    static Problem tooSmall(int requestedGb, Volume volume) {
        return new Problem(
                "volume-too-small",
                ExitCode.USAGE,
                "A volume of %d GB cannot hold the data of %s.".formatted(requestedGb, volume.id()),
                "That volume has %d GB, and volumes never shrink.".formatted(volume.sizeGb()),
                "Leave --size-gb out, or give %d or more".formatted(volume.sizeGb()));
    }

    static Problem noMachine(RestorePlan plan) {
        return new Problem(
                "volume-only",
                ExitCode.USAGE,
                "The run %s created a volume and no machine.".formatted(plan.run()),
                "It was started with --volume-only, so no machine can become the app.",
                "Restore with a machine: flysnap restore %s --app %s --cutover"
                        .formatted(
                                plan.snapshot().map(SnapshotId::value).orElse("latest"),
                                plan.grounds().sourceApp()));
    }

    static Problem knownToBeBad(AppName app, SnapshotCheck bad) {
        return new Problem(
                "snapshot-known-bad",
                ExitCode.CHECK_NOT_MET,
                "The data of the snapshot %s is known to be bad.".formatted(bad.snapshot()),
                bad.text(),
                "Take another: flysnap list %s; check it again: flysnap verify %s --app %1$s; or restore it all the same: --even-if-bad"
                        .formatted(app, bad.snapshot()));
    }

    static Problem trialHasNoCutover(RestorePlan plan) {
        return new Problem(
                "run-is-verification",
                ExitCode.USAGE,
                "The run %s only verifies a snapshot, so it has no cutover.".formatted(plan.run()),
                "What it makes is removed again.",
                "Restore the snapshot: flysnap restore %s --app %s --cutover"
                        .formatted(
                                plan.snapshot().map(SnapshotId::value).orElse("latest"),
                                plan.grounds().sourceApp()));
    }

    /**
     * @param cutover whether continuing would have led to one
     */
    static Problem undone(RestorePlan plan, boolean cutover) {
        return new Problem(
                "run-undone",
                ExitCode.FAILED,
                "The run %s was undone, so it cannot be continued.".formatted(plan.run()),
                "What it had created was deleted or taken out of service.",
                "Run it again: " + plan.rerunCommand(cutover));
    }

    static Problem undoIncomplete(RunId run) {
        return new Problem(
                "run-half-undone",
                ExitCode.NEEDS_OPERATOR,
                "The undo of the run %s has begun, so it cannot be continued.".formatted(run),
                "The undo was interrupted, or failed.",
                "Complete it: flysnap undo " + run);
    }

    private RestorePlanProblems() {}
}
