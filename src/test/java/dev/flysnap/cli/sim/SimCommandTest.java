package dev.flysnap.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Signals;
import dev.flysnap.cli.Main;
import dev.flysnap.json.JsonText;
import dev.flysnap.sqlite.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code flysnap sim} as a process of its own, as users start it. */
@Timeout(180)
class SimCommandTest {
    @TempDir private Path directory;

    @Test
    void theLinesThatItPrintsOpenIt() throws IOException, InterruptedException {
        Process sim = start("sim", "--app", "shop", "--dir", directory.toString());
        try (BufferedReader out = sim.inputReader()) {
            assertEquals(200, call(exports(out), "GET", "/v1/apps/shop", "").statusCode());
            sim.destroy();
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), "SIGTERM ends it");
        } finally {
            var _ = sim.destroyForcibly();
        }
        assertFalse(sim.isAlive());
    }

    /** A shell script starts its background jobs with SIGINT ignored. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void inTheBackgroundOfAScriptASignalEndsItAndItsMachines(String signal, int exit)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        command.addAll(builder("sim", "--app", "shop", "--run", "shop:1=sleep 600").command());
        Process sim =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = sim.inputReader()) {
            Map<String, String> exports = exports(out);
            String machine =
                    id(
                            call(
                                    exports,
                                    "POST",
                                    "/v1/apps/shop/machines",
                                    "{\"region\":\"ams\",\"config\":{\"image\":\"shop:1\"}}"));
            String started =
                    "/v1/apps/shop/machines/%s/wait?state=started&timeout=20".formatted(machine);
            assertEquals(200, call(exports, "GET", started, "").statusCode());
            List<ProcessHandle> machines = sim.descendants().toList();
            assertFalse(machines.isEmpty());
            Signals.send(signal, sim.toHandle());
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), signal + " ends it");
            assertEquals(exit, sim.exitValue());
            for (ProcessHandle it : machines) {
                it.onExit().get(60, TimeUnit.SECONDS);
            }
        } finally {
            var _ = sim.destroyForcibly();
        }
    }

    @Test
    void endedWhileItStartsItLeavesNothing() throws Exception {
        ProcessBuilder builder = builder("sim", "--app", "shop");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);
        Process sim = builder.redirectErrorStream(true).start();
        try {
            while (ofSimulators().isEmpty()) {
                assertTrue(sim.isAlive(), "it starts");
                Thread.onSpinWait();
            }
            sim.destroy();
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), "SIGTERM ends it");
            assertEquals(143, sim.exitValue());
            assertEquals(List.of(), ofSimulators());
        } finally {
            var _ = sim.destroyForcibly();
        }
    }

    /** The demo says the reason, and removes its directory then. */
    @Test
    void whenItCannotStartTheDirectoryOfTheDemoKeepsTheReason() throws Exception {
        Path demo = Files.createDirectory(directory.resolve("flysnap-demo1"));
        Path log = demo.resolve("sim.log");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process sim =
                    builder(
                                    "sim",
                                    "--app",
                                    "shop",
                                    "--port",
                                    String.valueOf(taken.getLocalPort()),
                                    "--remove-at-end",
                                    demo.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), "it ends");
        }
        assertTrue(Files.readString(log).contains("code: "), Files.readString(log));
    }

    private List<Path> ofSimulators() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(it -> it.getFileName().toString().startsWith("flysnap-sim-"))
                    .toList();
        }
    }

    @Test
    void migrateMovesTheVolumesOfARunningOneAndKeepsTheMachine()
            throws IOException, InterruptedException {
        Process sim = start("sim", "--app", "shop", "--run", "shop:1=sleep 600");
        try (BufferedReader out = sim.inputReader()) {
            Map<String, String> exports = exports(out);
            String volume =
                    id(
                            call(
                                    exports,
                                    "POST",
                                    "/v1/apps/shop/volumes",
                                    "{\"name\":\"data\",\"region\":\"ams\",\"size_gb\":1}"));
            String config =
                    "{\"region\":\"ams\",\"config\":{\"image\":\"shop:1\",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}}"
                            .formatted(volume);
            String machine = id(call(exports, "POST", "/v1/apps/shop/machines", config));
            String started =
                    "/v1/apps/shop/machines/%s/wait?state=started&timeout=20".formatted(machine);
            assertEquals(200, call(exports, "GET", started, "").statusCode());
            String moved = command(exports, "sim", "migrate", "--app", "shop");
            Matcher said =
                    Pattern.compile(
                                    "moved %s to (vol_\\w+) with machine %s\\s*"
                                            .formatted(volume, machine))
                            .matcher(moved);
            assertTrue(said.matches(), moved);
            assertEquals(200, call(exports, "GET", started, "").statusCode());
            String list = call(exports, "GET", "/v1/apps/shop/volumes", "").body();
            assertTrue(list.contains(said.group(1)), list);
            assertTrue(list.contains("pending_destroy"), list);
        } finally {
            sim.destroy();
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), "it ends");
        }
    }

    @Test
    void anAppIsMadeFromNothingByItsOwnCommands() throws IOException, InterruptedException {
        Process sim =
                start(
                        "sim",
                        "--app",
                        "shop",
                        "--run",
                        "shop:1=sh -c 'echo $GREETING >/data/it; sleep 600'");
        try (BufferedReader out = sim.inputReader()) {
            Map<String, String> exports = exports(out);
            String made = command(exports, "sim", "volume", "--app", "shop", "--region", "fra");
            Matcher volume =
                    Pattern.compile("made (vol_\\w+) \\(data, fra, 1 GB\\)\\s*").matcher(made);
            assertTrue(volume.matches(), made);
            assertEquals(
                    "set GREETING",
                    command(exports, "sim", "secrets", "--app", "shop", "GREETING=hello").strip());
            String deployed =
                    command(
                            exports,
                            "sim",
                            "deploy",
                            "--app",
                            "shop",
                            "--image",
                            "shop:1",
                            "--mount",
                            "data:/data");
            Matcher machine = Pattern.compile("updated nothing, made (\\w+)\\s*").matcher(deployed);
            assertTrue(machine.matches(), deployed);
            String path = "/v1/apps/shop/machines/" + machine.group(1);
            assertEquals(
                    200,
                    call(exports, "GET", path + "/wait?state=started&timeout=20", "").statusCode());
            String body = call(exports, "GET", path, "").body();
            assertTrue(body.contains(volume.group(1)), body);
            String read =
                    call(
                                    exports,
                                    "POST",
                                    path + "/exec",
                                    "{\"command\":[\"sh\",\"-c\",\"until [ -s /data/it ]; do sleep 0.05; done; cat /data/it\"]}")
                            .body();
            assertTrue(read.contains("hello"), read);
        } finally {
            sim.destroy();
            assertTrue(sim.waitFor(60, TimeUnit.SECONDS), "it ends");
        }
    }

    private static Process start(String... arguments) throws IOException {
        return builder(arguments).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static ProcessBuilder builder(String... arguments) {
        return new ProcessBuilder(Load.java(Main.class, arguments));
    }

    /** The output of a command that ends well. */
    private static String command(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = builder(arguments).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out;
    }

    private static Map<String, String> exports(BufferedReader out) throws IOException {
        Map<String, String> exports = new HashMap<>();
        while (!exports.containsKey("FLY_API_TOKEN")) {
            String line = out.readLine();
            assertTrue(line != null, "it ended before it was ready");
            if (line.startsWith("export ")) {
                String[] pair = line.substring(7).split("=", 2);
                exports.put(pair[0], pair[1]);
            }
        }
        return exports;
    }

    private static HttpResponse<String> call(
            Map<String, String> exports, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(exports.getOrDefault("FLY_FLAPS_BASE_URL", "") + path))
                        .header(
                                "Authorization",
                                "Bearer " + exports.getOrDefault("FLY_API_TOKEN", ""))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String id(HttpResponse<String> made) {
        return JsonText.parseObject(made.body()).text("id").orElseThrow();
    }

    @Test
    void whatCannotBeIsAUsageErrorThatSaysWhatCan() {
        assertTrue(refused("--switch", "skip-launch=maybe").contains("it can be obeyed, ignored"));
        assertTrue(refused("--fault", "volumes.create=explode").contains("cut-before"));
        assertTrue(refused("--run", "image").contains("NAME=VALUE"));
    }

    private static String refused(String... arguments) {
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "sim";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(all);
        assertEquals(2, exit, err.toString());
        return err.toString();
    }
}
