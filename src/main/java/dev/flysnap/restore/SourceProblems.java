package dev.flysnap.restore;

import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

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

    static Problem notOneMount(VolumeId volume, int mounts) {
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

    static Problem receiptOfAnother(SnapshotId named, SnapshotId inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of " + inReceipt + ", not of " + named + ".",
                "What it says would be held against other data.",
                "Leave the snapshot out, or give its own receipt");
    }

    static Problem receiptOfAnotherApp(AppName named, AppName inReceipt) {
        return new Problem(
                "receipt-of-another",
                ExitCode.USAGE,
                "The receipt is of the app " + inReceipt + ", not of " + named + ".",
                "A snapshot belongs to the app whose volume it was taken of.",
                "Name that one with --app, and where it is to go with --to-app " + named);
    }

    /** It was in the list a moment ago. */
    static Problem snapshotGone(RestorePlan plan, Problem cause) {
        AppName from = plan.grounds().sourceApp();
        if (!from.equals(plan.app())) {
            return new Problem(
                    "snapshot-not-for-app",
                    ExitCode.FAILED,
                    "Fly does not let "
                            + plan.app()
                            + " have "
                            + plan.dataWords()
                            + " of "
                            + from
                            + ".",
                    cause.why()
                            + " A snapshot can go to apps of its own organisation only, or it has expired.",
                    "See whether both belong to one organisation (fly apps list), and whether it is still there: flysnap list "
                            + from);
        }
        return new Problem(
                "snapshot-gone",
                ExitCode.FAILED,
                "Not there any more: " + plan.dataWords() + " of " + plan.app() + ".",
                cause.why()
                        + " It was there when the plan was made; probably its retention ended meanwhile.",
                "Take a later one: flysnap list " + plan.app());
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

    private SourceProblems() {}
}
