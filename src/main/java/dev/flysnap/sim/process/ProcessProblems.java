package dev.flysnap.sim.process;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which running machines as processes fails. */
final class ProcessProblems {
    static Problem noLogDirectory(Path directory, String why) {
        return new Problem(
                "sim-machine-directory",
                ExitCode.FAILED,
                "The directory " + directory + " of a simulated machine could not be made.",
                why,
                "Give the simulator a directory that you can write to: flysnap sim --dir DIRECTORY");
    }

    static Problem notStarted(String machineId, String why) {
        return new Problem(
                "sim-machine-not-started",
                ExitCode.FAILED,
                "The simulated machine " + machineId + " could not be started as a process.",
                why,
                "Look at what the system allows (ulimit -u, free memory), then start it again.");
    }

    static Problem watchdogGone(String why) {
        return new Problem(
                "sim-watchdog-gone",
                ExitCode.FAILED,
                "The shell that ends all machines when the simulator dies is not running.",
                why,
                "Start the simulator again: flysnap sim");
    }

    static Problem notFrozen(String machineId, long limitMs) {
        return new Problem(
                "sim-machine-not-frozen",
                ExitCode.FAILED,
                "The processes of machine "
                        + machineId
                        + " did not all stop within "
                        + limitMs
                        + " ms, so they run on and nothing was copied.",
                "One of them keeps starting others, or waits for the disk.",
                "Take the snapshot again when the machine is quieter.");
    }

    private ProcessProblems() {}
}
