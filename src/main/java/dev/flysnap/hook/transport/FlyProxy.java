package dev.flysnap.hook.transport;

import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * A {@code fly proxy} process. It watches its standard input, a pipe from flysnap, so that it ends
 * even when flysnap is killed with -9. Source: Fly docs, fly proxy.
 */
public final class FlyProxy implements AutoCloseable {
    private static final int POLL_MS = 100;
    private static final int MAX_POLLS = 300;
    private static final int STOP_LIMIT_MS = 5_000;
    private static final int MAX_OUTPUT = 2_000;

    private final Process process;
    private final Thread reading;
    private final StringBuilder output = new StringBuilder();
    private final int localPort;

    private FlyProxy(Process process, int localPort) {
        this.process = process;
        this.localPort = localPort;
        reading = Thread.ofVirtual().name("output of fly proxy").start(this::keepOutput);
    }

    /** The first {@code fly} or {@code flyctl} in the directories of {@code path}. */
    static Optional<Path> programOn(String path) {
        return Arrays.stream(path.split(java.io.File.pathSeparator))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .flatMap(it -> Stream.of(it.resolve("fly"), it.resolve("flyctl")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it and waits up to 30 s until it accepts connections.
     *
     * @throws dev.flysnap.problem.FlysnapException if it does not
     */
    static FlyProxy start(Path program, AppName app, MachineId machine, int remotePort) {
        try {
            int port = freePort();
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    List.of(
                                            program.toString(),
                                            "proxy",
                                            port + ":" + remotePort,
                                            machine + ".vm." + app + ".internal",
                                            "--app",
                                            app.value(),
                                            "--bind-addr",
                                            InetAddress.getLoopbackAddress().getHostAddress(),
                                            "--watch-stdin"))
                            .redirectErrorStream(true);
            // It only forwards bytes and needs no token.
            builder.environment().remove("FLYSNAP_HOOK_TOKEN");
            FlyProxy proxy = new FlyProxy(builder.start(), port);
            return proxy.awaitReady();
        } catch (IOException e) {
            throw TransportProblems.proxyNotStarted(program, FailureText.of(e)).exception(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private FlyProxy awaitReady() {
        try {
            for (int i = 0; i < MAX_POLLS; i++) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    reading.join(POLL_MS);
                    throw TransportProblems.proxyEnded(process.exitValue(), output()).exception();
                }
                if (acceptsConnections()) {
                    return this;
                }
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
        close();
        throw TransportProblems.proxyNotReady(output()).exception();
    }

    private boolean acceptsConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort), POLL_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads everything, so that the process never blocks on a full pipe, and keeps the end. */
    private void keepOutput() {
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The process has ended: nothing more to read.
        }
    }

    private void keep(String more) {
        synchronized (output) {
            output.append(more);
            output.delete(0, Math.max(0, output.length() - MAX_OUTPUT));
        }
    }

    private String output() {
        synchronized (output) {
            return PrintableText.of(output.toString());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its address on this computer. */
    public HttpUrl localUrl() {
        return new HttpUrl.Builder()
                .scheme("http")
                .host(InetAddress.getLoopbackAddress().getHostAddress())
                .port(localPort)
                .build();
    }

    /** Ends it and its child processes; kills them after five seconds. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(STOP_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
