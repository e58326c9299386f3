package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code flysnap sim --volumes blocks} as a process, and what is left of it. */
@Needs(Ability.BLOCK_DEVICES)
@Timeout(180)
class SimOnBlocksTest {
    private static final String PROGRAM = "-Dflysnap.program=/opt/flysnap/bin/flysnap";

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"the process that was started", "the one inside its namespace"})
    void killedItLeavesNoProcessNoMountNoDeviceAndNoVolume(String which) throws Exception {
        try (Running sim = new Running()) {
            sim.startMachineOnVolume();
            // A machine counts as started a moment before its shell has become the command.
            Waiting.until(
                    "a machine", () -> sim.outer.descendants().anyMatch(it -> runs(it, "sleep")));
            List<ProcessHandle> all = sim.outer.descendants().toList();
            assertEquals(2, devices().size(), "a pool and a volume: " + devices());
            ProcessHandle killed =
                    which.contains("inside")
                            ? all.stream().filter(it -> runs(it, "java")).findFirst().orElseThrow()
                            : sim.outer.toHandle();
            killed.destroyForcibly();
            assertTrue(sim.outer.waitFor(60, TimeUnit.SECONDS), "it ended");
            assertNothingLeft(all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a signal", "the end of its input"})
    void askedToEndItEndsProperlyAndNotBefore(String by) throws Exception {
        boolean signal = by.equals("a signal");
        try (Running sim = signal ? new Running() : new Running("--while-stdin-open")) {
            sim.startMachineOnVolume();
            List<ProcessHandle> all = sim.outer.descendants().toList();
            if (signal) {
                sim.outer.destroy();
            } else {
                sim.outer.getOutputStream().close();
            }
            assertTrue(sim.outer.waitFor(60, TimeUnit.SECONDS), "it ended");
            assertNothingLeft(all);
            try (Stream<Path> left = Files.list(directory)) {
                assertEquals(
                        List.of(),
                        left.filter(it -> it.getFileName().toString().startsWith("flysnap-sim"))
                                .toList());
            }
        }
    }

    @Test
    void theOneInsideIsToldWhatTheLauncherSaidAndNamesTheOneOutside() throws Exception {
        try (Running sim = new Running()) {
            ProcessHandle inner =
                    sim.outer
                            .descendants()
                            .filter(it -> runs(it, "java"))
                            .findFirst()
                            .orElseThrow();
            List<String> command =
                    List.of(
                            Files.readString(
                                            Path.of("/proc", "" + inner.pid(), "cmdline"),
                                            StandardCharsets.UTF_8)
                                    .split("\0"));
            assertTrue(command.contains(PROGRAM), command::toString);
            assertTrue(command.contains("-Dflysnap.stderr.terminal=false"), command::toString);
            assertEquals(Optional.of(sim.outer.pid()), sim.ready.number("pid"));
        }
    }

    @Test
    void aMissingToolIsNamedWithThePackageThatHasIt() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--mount",
                                "--propagation",
                                "private",
                                "sh",
                                "-c",
                                // Nobody can run /dev/null.
                                "mount --bind /dev/null \"$(command -v mkfs.xfs)\" && exec \"$@\"",
                                "sh"));
        command.addAll(simulator());
        Process sim = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(sim.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, sim.waitFor(), said);
        assertTrue(said.contains("mkfs.xfs"), said);
        assertTrue(said.contains("apt-get install xfsprogs"), said);
        assertTrue(said.contains("sim-blocks-not-possible"), said);
    }

    private List<String> simulator() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                PROGRAM,
                "-Dflysnap.stderr.terminal=false",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sim",
                "--app",
                "shop",
                "--volumes",
                "blocks",
                "--run",
                "shop:1=sleep 300",
                "--ready-file",
                directory.resolve("ready.json").toString());
    }

    private static boolean runs(ProcessHandle process, String program) {
        return process.info().command().orElse("").endsWith("/" + program);
    }

    private void assertNothingLeft(List<ProcessHandle> all) throws IOException {
        for (ProcessHandle it : all) {
            Waiting.until("gone: " + it, () -> !Waiting.isRunning(it.pid()));
        }
        Waiting.until("no device: " + devices(), () -> devices().isEmpty());
        String mounts = Files.readString(Path.of("/proc/self/mounts"));
        assertFalse(mounts.contains(directory.toString()), mounts);
        try (Stream<Path> left = Files.walk(directory)) {
            assertEquals(List.of(), left.filter(it -> it.toString().endsWith("pool.xfs")).toList());
        }
    }

    /** Files in the test's directory, or below its mounts, that are loop devices. */
    private List<String> devices() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> devices =
                Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                Path backing = device.resolve("loop/backing_file");
                String file = Files.exists(backing) ? Files.readString(backing).strip() : "";
                if (file.startsWith(directory.toString())) {
                    found.add(file);
                }
            }
        } catch (IOException freedMeanwhile) {
            found.add(freedMeanwhile.toString());
        }
        return found;
    }

    private final class Running implements AutoCloseable {
        final Process outer;
        final Json.Obj ready;

        Running(String... more) throws IOException {
            List<String> command = new ArrayList<>(simulator());
            command.addAll(List.of(more));
            outer =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("sim.log").toFile())
                            .start();
            Path file = directory.resolve("ready.json");
            Waiting.until("ready", () -> Files.exists(file) || !outer.isAlive());
            ready = JsonText.parseObject(Files.readString(file));
        }

        void startMachineOnVolume() throws IOException, InterruptedException {
            String volume = post("/volumes", "{\"name\":\"data\"}");
            awaitReady(volume);
            String machine =
                    post(
                            "/machines",
                            "{\"config\":{\"image\":\"shop:1\",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}}"
                                    .formatted(volume));
            call(request("/machines/" + machine + "/wait?state=started&timeout=20").GET());
        }

        /** The simulator's own view of its world: it is not paced as the API is. */
        private void awaitReady(String volume) throws IOException, InterruptedException {
            URI world = URI.create(ready.text("base_url").orElseThrow() + "/sim/world");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (true) {
                String seen = call(request("").uri(world).GET());
                String state =
                        JsonText.parseObject(seen)
                                .object("volumes")
                                .flatMap(it -> it.object(volume))
                                .flatMap(it -> it.text("state"))
                                .orElse("");
                if (state.equals("created")) {
                    return;
                }
                assertTrue(System.nanoTime() < deadline, "the volume is " + state);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }

        private String post(String path, String body) throws IOException, InterruptedException {
            String answer = call(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
            return JsonText.parseObject(answer).text("id").orElseThrow();
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(
                            URI.create(
                                    ready.text("base_url").orElseThrow() + "/v1/apps/shop" + path))
                    .header("Authorization", "Bearer " + ready.text("token").orElseThrow());
        }

        private static String call(HttpRequest.Builder request)
                throws IOException, InterruptedException {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> answer =
                        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode(), answer.body());
                return answer.body();
            }
        }

        @Override
        public void close() {
            outer.destroyForcibly();
        }
    }
}
