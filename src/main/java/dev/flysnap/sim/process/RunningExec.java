package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery.ExecOutcome;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A command that runs in a machine. */
final class RunningExec {
    /** Output beyond this is read and discarded. */
    static final int MAX_OUTPUT_BYTES = 1 << 20;

    /**
     * How long to read on after the command has ended: a process that it left running may keep the
     * pipe open.
     */
    private static final long OUTPUT_DRAIN_MS = 500;

    private final Process process;
    private final Output stdout;
    private final Output stderr;

    /**
     * @param process still at the gate of {@link ProcessSessions}
     */
    RunningExec(Process process) {
        this.process = process;
        this.stdout = new Output(kept(process, 1, process.getInputStream()));
        this.stderr = new Output(kept(process, 2, process.getErrorStream()));
    }

    long pid() {
        return process.pid();
    }

    /**
     * An end of the command's pipe of our own. Java closes its end when the command has ended: what
     * that left running would be killed by SIGPIPE when it prints, such as a shell that says which
     * signal ended its child.
     */
    private static InputStream kept(Process process, int descriptor, InputStream ofJava) {
        try {
            InputStream own = new FileInputStream("/proc/" + process.pid() + "/fd/" + descriptor);
            ofJava.close();
            return own;
        } catch (IOException e) {
            // There is no /proc, or the command was killed already.
            return ofJava;
        }
    }

    ExecOutcome await(String stdin, Duration timeout) {
        Thread.ofPlatform().daemon().name("exec-stdin").start(() -> writeStdin(stdin));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                ProcessTree.killAll(Set.of(process.pid()));
                return new ExecOutcome.TimedOut();
            }
            int code = process.exitValue();
            Optional<Integer> signal =
                    PosixSignal.isSignalExit(code)
                            ? Optional.of(PosixSignal.signalNumber(code))
                            : Optional.empty();
            return new ExecOutcome.Done(code, signal, stdout.text(), stderr.text());
        } catch (InterruptedException e) {
            ProcessTree.killAll(Set.of(process.pid()));
            Thread.currentThread().interrupt();
            return new ExecOutcome.NotPossible("the simulator stopped waiting for it");
        }
    }

    private void writeStdin(String stdin) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command ended without reading its input; its exit code tells whether it failed.
        }
    }

    /** Reads a stream to its end and keeps the beginning. */
    private static final class Output {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Output(InputStream stream) {
            reader = Thread.ofPlatform().daemon().name("exec-output").start(() -> read(stream));
        }

        private void read(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException e) {
                // The command ended and Java closed the pipe.
            }
        }

        private synchronized void keep(byte[] buffer, int n) {
            kept.write(buffer, 0, Math.min(n, MAX_OUTPUT_BYTES - kept.size()));
        }

        String text() throws InterruptedException {
            reader.join(OUTPUT_DRAIN_MS);
            synchronized (this) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
