package dev.flysnap.sim.disk;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;

/** Why simulated volumes fail. */
public final class DiskProblems {
    static Problem failed(String what, String why) {
        return failed(
                "sim-disk-failed",
                "The simulator could not %s.".formatted(what),
                why,
                "Check whether the disk is full or read-only (df -h, ls -ld), then try again.");
    }

    public static Problem noSuchVolume(String volumeId) {
        return failed(
                "sim-disk-no-volume",
                "The simulator has no content for the volume %s.".formatted(volumeId),
                "It was not created in this world, or it was deleted.",
                "List the volumes and snapshots of the app: flysnap list");
    }

    public static Problem noSuchSnapshot(String snapshotId) {
        return failed(
                "sim-disk-no-snapshot",
                "The simulator has no content for the snapshot %s.".formatted(snapshotId),
                "It was not taken in this world, or it was deleted.",
                "List the snapshots of the app: flysnap list");
    }

    public static Problem blocksNeedLinux() {
        return blocks(
                "Block devices need Linux.",
                "Use directories instead: flysnap sim --volumes folders");
    }

    public static Problem blocksNeedRoot() {
        return blocks(
                "Only root may mount file systems.",
                "Start it as root (sudo flysnap sim --volumes blocks), or use directories: flysnap sim --volumes folders");
    }

    public static Problem blocksNeedTools(List<String> missing) {
        return blocks(
                "These programs are missing: %s.".formatted(String.join(", ", missing)),
                "Install them: apt-get install xfsprogs e2fsprogs util-linux (dnf and apk have packages of the same names)");
    }

    public static Problem blocksNotAllowed(String why) {
        return blocks(
                why,
                "Start the container with --privileged, or use directories: flysnap sim --volumes folders");
    }

    private static Problem blocks(String why, String next) {
        return new Problem(
                "sim-blocks-not-possible",
                ExitCode.USAGE,
                "The simulator cannot use block devices for volumes here.",
                why,
                next);
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private DiskProblems() {}
}
