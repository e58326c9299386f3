package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code flysnap sim} as a process of its own. */
final class SimulatedFly {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Process process;
    private final Path readyFile;
    private final Path log;

    private SimulatedFly(Process process, Path readyFile, Path log) {
        this.process = process;
        this.readyFile = readyFile;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param outlives whether it goes on when this process has ended
     */
    static SimulatedFly start(
            List<String> command, Path directory, Path readyFile, boolean outlives) {
        Path log = directory.resolve("sim.log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .directory(directory.toFile());
            if (outlives) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            builder.environment().keySet().removeIf(it -> it.startsWith("FLY_"));
            // Machines find flysnap on their PATH, as they would in an image that has it.
            builder.environment()
                    .merge(
                            "PATH",
                            Path.of(command.getFirst()).resolveSibling("").toString(),
                            (path, bin) -> bin + ":" + path);
            return new SimulatedFly(builder.start(), readyFile, log);
        } catch (IOException e) {
            throw DemoProblems.simNotStarted(FailureText.of(e)).exception(e);
        }
    }

    /** Waits until it can be used. */
    Ready awaitReady() {
        try {
            long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
            while (!Files.exists(readyFile)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw DemoProblems.simNotStarted(Files.readString(log).strip()).exception();
                }
                RealTimeWait.pause(LOOK_EVERY);
            }
            Json.Obj ready = JsonText.parseObject(Files.readString(readyFile));
            return new Ready(
                    process.pid(),
                    ready.text("base_url").orElseThrow(),
                    ready.text("token").orElseThrow());
        } catch (IOException e) {
            throw DemoProblems.simNotStarted(FailureText.of(e)).exception(e);
        }
    }

    /** How to reach it, and to end it. */
    record Ready(long pid, String baseUrl, String token) {}

    /** Ends it and all its machines. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
