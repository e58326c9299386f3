package dev.flysnap.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A simulated Fly with machines, and flysnap against it: every one a process of {@code
 * bin/flysnap}, as users have them.
 */
final class LiveShop implements AutoCloseable {
    static final Path PROGRAM = Path.of("bin/flysnap").toAbsolutePath();
    static final Duration LIMIT = Duration.ofMinutes(3);
    static final String HOOK_TOKEN = "a-token-that-is-as-long-as-it-has-to-be";
    private static final String IMAGE = "shop:live";

    private final Path directory;
    private final Process sim;
    private final Json.Obj ready;
    private final HttpClient http = HttpClient.newHttpClient();

    /** How a process ended. */
    record Ended(int exit, String out, String err) {}

    private LiveShop(Path directory, Process sim, Json.Obj ready) {
        this.directory = directory;
        this.sim = sim;
        this.ready = ready;
    }

    /**
     * A Fly whose image {@code shop:live} is an agent with an app that writes 100 orders a second.
     */
    static LiveShop open(Path directory, String... options) throws IOException {
        Path readyFile = directory.resolve("ready.json");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                PROGRAM.toString(),
                                "sim",
                                "--ready-file",
                                readyFile.toString(),
                                "--run",
                                IMAGE
                                        + "=%1$s agent --db shop=/data/shop.db -- %1$s demo app --db /data/shop.db --log %2$s --rate 100"
                                                .formatted(
                                                        PROGRAM, directory.resolve("orders.log"))));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().compute("PATH", (name, path) -> PROGRAM.getParent() + ":" + path);
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("sim.log").toFile());
        Process sim = builder.start();
        if (!until(LIMIT, () -> Files.exists(readyFile) || !sim.isAlive()) || !sim.isAlive()) {
            sim.destroyForcibly();
            throw new IllegalStateException(Files.readString(directory.resolve("sim.log")));
        }
        return new LiveShop(directory, sim, JsonText.parseObject(Files.readString(readyFile)));
    }

    /** Of those that {@code --app-token} asked for. */
    String appToken() {
        return ((Json.Str) ready.array("more_tokens").getFirst()).value();
    }

    Json get(String path) {
        return send("GET", path, "");
    }

    Json.Obj post(String path, Json.Obj body) {
        return (Json.Obj) send("POST", path, JsonText.print(body));
    }

    private Json send(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(ready.text("base_url").orElseThrow() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + ready.text("token").orElseThrow())
                        .timeout(Duration.ofSeconds(70))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
            return JsonText.parse(answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String volume(String app) {
        return volume(app, true);
    }

    /**
     * @param daily whether Fly takes snapshots of it by itself, so that a new one need not be ours
     */
    String volume(String app, boolean daily) {
        String id =
                post(
                                "/v1/apps/" + app + "/volumes",
                                Json.Obj.empty()
                                        .with("name", "data")
                                        .with("region", "ams")
                                        .with("size_gb", 1)
                                        .with("auto_backup_enabled", daily))
                        .text("id")
                        .orElseThrow();
        if (!until(LIMIT, () -> isMade(id))) {
            throw new IllegalStateException("the volume was not ready in time");
        }
        return id;
    }

    String machine(String app, String volume) {
        return machine(app, volume, IMAGE);
    }

    String machine(String app, String volume, String image) {
        Json.Obj config =
                JsonText.parseObject(
                        """
                        {"image":"%s","mounts":[{"volume":"%s","path":"/data"}],"env":{"FLYSNAP_HOOK_TOKEN":"%s"},
                         "metadata":{"fly_platform_version":"v2","fly_process_group":"app","mine":"kept"}}\
                        """
                                .formatted(image, volume, HOOK_TOKEN));
        String id =
                post(
                                "/v1/apps/" + app + "/machines",
                                Json.Obj.empty().with("region", "ams").with("config", config))
                        .text("id")
                        .orElseThrow();
        Json _ = get("/v1/apps/" + app + "/machines/" + id + "/wait?state=started&timeout=60");
        return id;
    }

    /** Asked of the simulator itself, whose own questions have no rate limit. */
    private boolean isMade(String volume) {
        return ((Json.Obj) get("/sim/world"))
                .object("volumes")
                .flatMap(it -> it.object(volume))
                .flatMap(it -> it.text("state"))
                .filter("created"::equalsIgnoreCase)
                .isPresent();
    }

    /** All that there is, as text. */
    String world() {
        return JsonText.print(get("/sim/world"));
    }

    OrderLog orders() {
        return OrderLog.read(directory.resolve("orders.log"));
    }

    Path directory() {
        return directory;
    }

    void awaitOrders(int wanted) {
        if (!until(LIMIT, () -> orders().entries().size() >= wanted)) {
            throw new IllegalStateException("the app does not write");
        }
    }

    Ended flysnap(String... arguments) throws IOException, InterruptedException {
        return flysnap(Map.of(), List.of(arguments));
    }

    /**
     * @param changes of the environment; an empty value takes a variable away
     */
    Ended flysnap(Map<String, String> changes, List<String> arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = start(changes, arguments, out, err);
        if (!process.waitFor(2 * LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("flysnap " + arguments + " does not end");
        }
        return new Ended(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    Process start(Map<String, String> changes, List<String> arguments, Path out, Path err)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(arguments);
        return builder(changes, command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** A command that talks to this Fly, with what flysnap itself is told by its environment. */
    ProcessBuilder builder(Map<String, String> changes, List<String> command) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("FLY_FLAPS_BASE_URL", ready.text("base_url").orElseThrow());
        environment.put("FLY_API_TOKEN", ready.text("token").orElseThrow());
        environment.put("FLYSNAP_HOOK_URL", "http://{private_ip}:8099");
        environment.put("FLYSNAP_HOOK_TOKEN", HOOK_TOKEN);
        environment.put("FLYSNAP_STATE_DIR", directory.resolve("state").toString());
        environment.putAll(changes);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        return builder;
    }

    static boolean until(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        http.close();
        sim.destroy();
        if (!until(LIMIT, () -> !sim.isAlive())) {
            sim.destroyForcibly();
        }
    }
}
