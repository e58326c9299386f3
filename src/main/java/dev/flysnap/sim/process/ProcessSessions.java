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
 * Starts commands as leaders of sessions of their own, so that all that they start can be found
 * when their parents are gone, and the terminal's Ctrl-C does not reach them.
 *
 * <p>A command waits at a gate (a shell that reads one line, then becomes the command, with the
 * same pid) until the {@link Watchdog} knows it: there is no moment at which the simulator can die
 * and leave it running. The shell drops environment variables whose names are no shell names.
 */
final class ProcessSessions {
    /** For commands that read nothing. */
    private static final String GATE_NO_INPUT = "read -r go || exit 125; exec \"$@\" </dev/null";

    /** A shell reads a pipe byte by byte: what follows the line is the command's. */
    private static final String GATE = "read -r go || exit 125; exec \"$@\"";

    private static final long PROBE_TIMEOUT_MS = 5_000;

    private static final List<String> PREFIX = prefix();

    private final Watchdog watchdog;

    ProcessSessions(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /**
     * @param command is found in {@code environment}'s PATH
     * @param input whether the command gets the standard input of the process that is returned
     * @param oneStream whether errors go into the output
     */
    Process start(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            boolean input,
            boolean oneStream)
            throws IOException {
        List<String> gated =
                new ArrayList<>(List.of("/bin/sh", "-c", input ? GATE : GATE_NO_INPUT));
        gated.add("machine");
        gated.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(inOwnSession(gated))
                        .directory(directory.toFile())
                        .redirectErrorStream(oneStream);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            watchdog.add(process.pid());
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        OutputStream gate = process.getOutputStream();
        try {
            gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
            gate.flush();
            if (!input) {
                gate.close();
            }
        } catch (IOException e) {
            // The gate is gone: it was killed meanwhile, which the exit code will tell.
        }
        return process;
    }

    /** The command as it has to be started to be its session's leader, its pid unchanged. */
    static List<String> inOwnSession(List<String> command) {
        return Stream.concat(PREFIX.stream(), command.stream()).toList();
    }

    /**
     * A session of its own, and no signal ignored: a shell that starts the simulator in the
     * background makes it, and so whatever it starts, deaf to SIGINT, and no shell can undo that.
     * Where none of this is there, descendants are found by their parents alone.
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
        // macOS has no setsid command, and an env that knows nothing of signals.
        if (isExecutable("/usr/bin/perl")) {
            return List.of(
                    "/usr/bin/perl",
                    "-e",
                    "use POSIX; POSIX::setsid();"
                            + " $SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT PIPE TERM USR1 USR2);"
                            + " exec @ARGV");
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
