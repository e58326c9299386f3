package dev.flysnap.sim.disk;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which keeping simulated volumes fails. */
final class DiskProblems {
    static Problem failed(String what, String why) {
        return new Problem(
                "sim-disk-failed",
                ExitCode.FAILED,
                "The simulator could not " + what + ".",
                why,
                "Look whether the disk is full or not writable (df -h, ls -ld), then try again.");
    }

    static Problem noSuchVolume(String volumeId) {
        return new Problem(
                "sim-disk-no-volume",
                ExitCode.FAILED,
                "The simulator has no content for the volume " + volumeId + ".",
                "It was never made here, or it was deleted.",
                "Ask for the volumes that there are: flysnap list");
    }

    static Problem noSuchSnapshot(String snapshotId) {
        return new Problem(
                "sim-disk-no-snapshot",
                ExitCode.FAILED,
                "The simulator has no content for the snapshot " + snapshotId + ".",
                "It was never taken here, or it was deleted.",
                "Ask for the snapshots that there are: flysnap list");
    }

    private DiskProblems() {}
}
