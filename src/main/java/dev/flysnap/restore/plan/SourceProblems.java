package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.Regions;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.stream.Collectors;

/** Why it is not known what a restore is made from, or to where. */
final class SourceProblems {
    static Problem configUnknown(AppName app, SnapshotId snapshot, VolumeId volume) {
        return new Problem(
                "machine-config-unknown",
                ExitCode.FAILED,
                "The config of the machine to create for %s is not known.".formatted(snapshot),
                "No reachable machine of %s mounts %s, and neither this journal nor a receipt's file has the config."
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

    static Problem imagesDiffer(SnapshotId snapshot, String ofSnapshot, String current) {
        return new Problem(
                "image-choice-needed",
                ExitCode.USAGE,
                "Another image runs now than when %s was taken.".formatted(snapshot),
                "Then: %s. Now: %s. Older code may not understand newer data, and vice versa."
                        .formatted(ofSnapshot, current),
                "Choose one: --image snapshot (fits the data), --image current, or --image REF");
    }

    static Problem snapshotImageUnknown(SnapshotId snapshot) {
        return new Problem(
                "image-unknown",
                ExitCode.FAILED,
                "The image that ran when %s was taken is not known.".formatted(snapshot),
                "Neither this journal nor a receipt's file names it.",
                "Name one: --image current, or --image REF");
    }

    static Problem currentImageUnknown(AppName app) {
        return new Problem(
                "image-unknown",
                ExitCode.FAILED,
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
                "Create it (fly apps create %s), and use a token for both apps: export FLY_API_TOKEN=\"$(fly tokens create org)\""
                        .formatted(target));
    }

    static Problem noSuchRegion(Region region, Regions regions) {
        String known =
                regions.all().stream()
                        .map(it -> it.code().value())
                        .collect(Collectors.joining(", "));
        return new Problem(
                "no-such-region",
                ExitCode.FAILED,
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

    private SourceProblems() {}
}
