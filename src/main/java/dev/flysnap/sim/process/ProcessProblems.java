package dev.flysnap.sim.process;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** Why running machines as processes fails. */
final class ProcessProblems {
    static Problem noLogDirectory(Path directory, String why) {
        return failed(
                "sim-machine-directory",
                "The directory %s of a simulated machine could not be created."
                        .formatted(directory),
                why,
                "Give the simulator a directory that you can write to: flysnap sim --dir DIRECTORY");
    }

    static Problem notStarted(String machineId, String why) {
        return failed(
                "sim-machine-not-started",
                "The simulated machine %s could not be started as a process.".formatted(machineId),
                why,
                "Check the limits of this system (ulimit -u, free memory), then start the machine again.");
    }

    static Problem watchdogNotRunning(String why) {
        return failed(
                "sim-watchdog-gone",
                "The shell that kills all machines when the simulator ends is not running.",
                why,
                "Start the simulator again: flysnap sim");
    }

    static Problem notFrozen(String machineId, long limitMs) {
        return failed(
                "sim-machine-not-frozen",
                "Some processes of machine %s did not stop within %s ms, so no snapshot was taken; they continue."
                        .formatted(machineId, limitMs),
                "One of them keeps starting new processes, or waits for the disk.",
                "Take the snapshot again when the machine is less busy.");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private ProcessProblems() {}
}
