package dev.flysnap.sim.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts each command as the leader of its own session. So its descendants can be found even when
 * their parents have ended, and Ctrl-C in the terminal does not reach them.
 *
 * <p>A command starts behind a gate: a shell reads one line, then replaces itself by the command
 * with the same pid. The line is sent when the {@link Watchdog} has the pid, so there is no moment
 * at which the simulator can die and leave the command running. The shell drops environment
 * variables whose names are not valid in a shell.
 */
final class ProcessSessions {
    /** The gate of a command without standard input. */
    private static final String GATE_NO_INPUT = "read -r go || exit 125; exec \"$@\" </dev/null";

    /** A shell reads a pipe byte by byte, so everything after the line is left for the command. */
    private static final String GATE = "read -r go || exit 125; exec \"$@\"";

    private static final long PROBE_TIMEOUT_MS = 5_000;

    private static final List<String> PREFIX = prefix();

    private final Watchdog watchdog;

    ProcessSessions(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /**
     * @param command program and arguments; the program is found by {@code environment}'s PATH
     * @param input whether the command reads from the returned process's standard input
     * @param mergeStderr whether standard error goes to standard output
     */
    Process start(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            boolean input,
            boolean mergeStderr)
            throws IOException {
        Process process = atGate(command, environment, directory, input, mergeStderr);
        letGo(process, input);
        return process;
    }

    /** The same, but the command waits for {@link #letGo}: until then its output is nobody's. */
    Process atGate(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            boolean input,
            boolean mergeStderr)
            throws IOException {
        List<String> gated =
                new ArrayList<>(List.of("/bin/sh", "-c", input ? GATE : GATE_NO_INPUT));
        gated.add("machine");
        gated.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(inOwnSession(gated))
                        .directory(directory.toFile())
                        .redirectErrorStream(mergeStderr);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            watchdog.add(process.pid());
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    static void letGo(Process process, boolean input) {
        OutputStream gate = process.getOutputStream();
        try {
            gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
            gate.flush();
            if (!input) {
                gate.close();
            }
        } catch (IOException e) {
            // The shell was killed meanwhile; the exit code will tell.
        }
    }

    /** The command line that runs {@code command} as a session leader with the same pid. */
    static List<String> inOwnSession(List<String> command) {
        return Stream.concat(PREFIX.stream(), command.stream()).toList();
    }

    /**
     * Creates a session and resets ignored signals: a shell that starts the simulator in the
     * background makes it and its children ignore SIGINT, which a shell cannot undo. Without these
     * tools, descendants are found by their parents only.
     */
    private static List<String> prefix() {
        Optional<String> setsid =
                Stream.of("/usr/bin/setsid", "/bin/setsid")
                        .filter(ProcessSessions::isExecutable)
                        .findFirst();
        String env = "/usr/bin/env";
        if (setsid.isPresent() && works(env, "--default-signal", "true")) {
            return List.of(setsid.get(), env, "--default-signal");
        }
        // macOS has no setsid command, and its env has no --default-signal.
        if (isExecutable("/usr/bin/perl")) {
            return List.of(
                    "/usr/bin/perl",
                    "-e",
                    """
                    use POSIX;
                    POSIX::setsid();
                    $SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT PIPE TERM USR1 USR2);
                    exec @ARGV;
                    """);
        }
        return setsid.map(List::of).orElse(List.of());
    }

    private static boolean isExecutable(String path) {
        return Files.isExecutable(Path.of(path));
    }

    private static boolean works(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(PROBE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
