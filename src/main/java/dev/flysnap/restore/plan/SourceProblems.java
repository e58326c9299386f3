package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.Regions;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.stream.Collectors;

/** The ways in which what a restore is made from is not there, or not clear. */
final class SourceProblems {
    static Problem configUnknown(AppName app, SnapshotId snapshot, VolumeId volume) {
        return new Problem(
                "machine-config-unknown",
                ExitCode.FAILED,
                "Nothing says what machine to make for " + snapshot + ".",
                "No machine of "
                        + app
                        + " that answers mounts "
                        + volume
                        + ", and neither this journal nor a receipt's file has the config.",
                "Give one of: --state-dir of the run that took it, --receipt FILE (made with --with-config),"
                        + " --machine-config FILE, --image REF (with --vm-size, --mount-path), or --volume-only");
    }

    static Problem notExactlyOneMount(VolumeId volume, int mounts) {
        return new Problem(
                "machine-config-mounts",
                ExitCode.FAILED,
                "The config that was found for the new machine has %d mounts.".formatted(mounts),
                "It takes exactly one: where the volume made from the snapshot of "
                        + volume
                        + " goes.",
                "Give a config with one: --machine-config FILE");
    }

    static Problem imagesDiffer(SnapshotId snapshot, String ofSnapshot, String current) {
        return new Problem(
                "image-choice-needed",
                ExitCode.USAGE,
                "Another image runs now than when " + snapshot + " was taken.",
                "Then: "
                        + ofSnapshot
                        + ". Now: "
                        + current
                        + ". Older code may not know newer data, and the other way round.",
                "Say which: --image snapshot (fits the data), --image current, or --image REF");
    }

    static Problem snapshotImageUnknown(SnapshotId snapshot) {
        return new Problem(
                "image-unknown",
                ExitCode.FAILED,
                "Nobody knows which image ran when " + snapshot + " was taken.",
                "Neither this journal nor a receipt's file says it.",
                "Name one: --image current, or --image REF");
    }

    static Problem currentImageUnknown(AppName app) {
        return new Problem(
                "image-unknown",
                ExitCode.FAILED,
                "Nobody knows which image " + app + " runs now.",
                "No machine of it has the snapshot's volume.",
                "Name one: --image snapshot, or --image REF");
    }

    static Problem receiptOfOtherSnapshot(SnapshotId named, SnapshotId inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of " + inReceipt + ", not of " + named + ".",
                "What it says would be held against other data.",
                "Leave the snapshot out, or give its own receipt");
    }

    static Problem receiptOfOtherApp(AppName named, AppName inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of the app " + inReceipt + ", not of " + named + ".",
                "A snapshot belongs to the app whose volume it was taken of.",
                "Name that one with --app, and where it is to go with --to-app " + named);
    }

    static Problem targetUnknown(AppName target, Problem cause) {
        return new Problem(
                "target-app-unknown",
                ExitCode.FAILED,
                "There is no app " + target + ", or the token does not open it.",
                cause.why(),
                "Make it (fly apps create "
                        + target
                        + "), and use a token that opens both apps: "
                        + "export FLY_API_TOKEN=\"$(fly tokens create org)\"");
    }

    static Problem noSuchRegion(Region region, Regions regions) {
        return new Problem(
                "no-such-region",
                ExitCode.FAILED,
                "Fly has no region " + region + ".",
                "It has "
                        + regions.all().stream()
                                .map(it -> it.code().value())
                                .collect(Collectors.joining(", "))
                        + ".",
                "Name one of them with --to-region");
    }

    static Problem tooLarge(int needed, int largest, SnapshotId snapshot) {
        return new Problem(
                "volume-too-large",
                ExitCode.USAGE,
                "A volume of %d GB for %s cannot be made.".formatted(needed, snapshot),
                "Fly's largest has " + largest + " GB.",
                "Ask for less: --size-gb");
    }

    private SourceProblems() {}
}
