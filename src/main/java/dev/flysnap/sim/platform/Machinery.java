package dev.flysnap.sim.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs machines: as real processes, or as scripts in memory. Thread-safe. */
public interface Machinery extends AutoCloseable {

    /**
     * What a machine runs.
     *
     * @param command program and arguments; the mount path in them is not yet replaced
     * @param environment what the machine's config and the platform say; the mount path in it is
     *     not yet replaced
     * @param privateIp the loopback address that is this machine's own
     * @param containers empty for a machine of one image, else all of them: the first one is what
     *     {@code command}, {@code environment} and {@code mount} say
     */
    record Launch(
            String machineId,
            List<String> command,
            Map<String, String> environment,
            Optional<Mount> mount,
            String privateIp,
            List<Container> containers) {
        /** A machine of one image. */
        public Launch(
                String machineId,
                List<String> command,
                Map<String, String> environment,
                Optional<Mount> mount,
                String privateIp) {
            this(machineId, command, environment, mount, privateIp, List.of());
        }
    }

    /**
     * One of several containers in a machine; its parts are as in a launch.
     *
     * @param mount absent where it does not mount the volume
     */
    record Container(
            String name,
            List<String> command,
            Map<String, String> environment,
            Optional<Mount> mount) {}

    /**
     * A mounted volume.
     *
     * @param path where the machine sees it, such as {@code /data}
     * @param directory its real location; replaces {@code path} in commands and environment
     */
    record Mount(String path, Path directory) {}

    /** How a main process ended: its exit code, or 128 plus the signal that ended it. */
    record Exit(int code, Optional<Integer> signal) {}

    /** A line of a machine's output, and when it was written. */
    record OutputLine(Instant at, String text) {}

    /**
     * A command to run in a machine that is started.
     *
     * @param container in which it runs; absent = the first
     */
    record Exec(List<String> command, String stdin, Duration timeout, Optional<String> container) {
        /** In the first container. */
        public Exec(List<String> command, String stdin, Duration timeout) {
            this(command, stdin, timeout, Optional.empty());
        }
    }

    /**
     * A health check of a machine's config.
     *
     * @param path requested from the port over HTTP: a status of 200 to 299 passes; absent = a TCP
     *     connection is enough
     * @param firstCheckDelay delay between the machine's start and the first check
     */
    record HealthCheck(
            String name,
            int port,
            Optional<String> path,
            Duration timeout,
            Duration firstCheckDelay) {}

    /** The result of a command in a machine. */
    sealed interface ExecOutcome {
        record Done(int exitCode, Optional<Integer> signal, String stdout, String stderr)
                implements ExecOutcome {}

        /** The command was killed at its time limit. */
        record TimedOut() implements ExecOutcome {}

        /** The machine has no running main process, or the command could not be started. */
        record NotPossible(String why) implements ExecOutcome {}
    }

    /**
     * Starts a machine's main process; {@code exited} receives how it ended, once, on another
     * thread.
     */
    void start(Launch launch, Consumer<Exit> exited);

    /** Sends a signal, such as {@code SIGINT}, to the main process; nothing where there is none. */
    void signal(String machineId, String signal);

    /** Ends the machine's whole tree of processes at once. */
    void kill(String machineId);

    ExecOutcome exec(String machineId, Exec exec);

    /** The newest lines of a machine's output, oldest first, since the simulator was started. */
    List<OutputLine> output(String machineId);

    /**
     * Runs a health check against the machine's process.
     *
     * @return why the check fails; empty = it passes
     */
    Optional<String> healthProblem(String machineId, HealthCheck check);

    /**
     * Stops the machine's tree of processes (SIGSTOP) until the answer is closed. If the simulator
     * is killed meanwhile, they continue by themselves.
     */
    Frozen freeze(String machineId);

    /** A stopped tree of processes. */
    interface Frozen extends AutoCloseable {
        @Override
        void close();
    }

    /** Ends every process of every machine. */
    @Override
    void close();
}
