package dev.flysnap.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.FlyClient;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The requests of flyctl's commands, as its source and the wire show them, replayed against the
 * simulator's HTTP server. Every answer has the fields that flyctl reads: {@code reads} names them,
 * {@code []} goes into each row, {@code =} says what must be there. {@code keep} takes a value
 * along to later requests.
 */
@Timeout(180)
class FlyctlReplayTest {
    private static final String MACHINES = "/v1/apps/shop/machines";
    private static final String VOLUMES = "/v1/apps/shop/volumes";
    private static final String SHOP =
            """
            {"name":"first","region":"ams","config":{"image":"registry.fly.io/shop:%d",
            "init":{"exec":["x"]},"guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256},
            "metadata":{"fly_platform_version":"v2","fly_process_group":"app",
            "fly_release_version":"%d"},"mounts":[{"volume":"%s","path":"/data"}],
            "checks":{"up":{"type":"tcp","port":80}}}}
            """;

    private final ScriptedMachinery machinery = new ScriptedMachinery();
    private final Map<String, String> kept = new HashMap<>();

    static Stream<Path> commands() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/flyctl"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyAnswerHasWhatFlyctlReads(Path recorded) throws IOException {
        Json.Obj session = JsonText.parseObject(Files.readString(recorded, StandardCharsets.UTF_8));
        assertFalse(session.objects("requests").isEmpty(), "nothing was recorded in " + recorded);
        try (Simulator sim =
                Simulator.start(
                        SimSettings.scripted(machinery, new MemoryDisks()).withApp("shop"))) {
            openShop(sim);
            for (Json.Obj request : session.objects("requests")) {
                replay(sim, request);
            }
        }
    }

    /** One machine of release 2 on a volume of 3 GB with a snapshot, and a secret. */
    private void openShop(Simulator sim) throws IOException {
        machinery.onExec((machine, exec) ->
                new Machinery.ExecOutcome.Done(0, Optional.empty(), "orders", ""));
        FlyClient fly = FlyClient.of(sim);
        String volume = fly.post(VOLUMES, "{\"name\":\"data\",\"size_gb\":3}").field("id");
        sim.sleeper().sleep(Duration.ofSeconds(5));
        String machine = fly.post(MACHINES, SHOP.formatted(1, 1, volume)).field("id");
        sim.sleeper().sleep(Duration.ofSeconds(10));
        assertEquals(
                200, fly.post(MACHINES + "/" + machine, SHOP.formatted(2, 2, volume)).status());
        assertEquals(200, fly.post(VOLUMES + "/" + volume + "/snapshots", "").status());
        assertEquals(200, fly.post("/sim/apps/shop/secrets", "{\"KEY\":\"value\"}").status());
        sim.sleeper().sleep(Duration.ofSeconds(60));
        kept.putAll(Map.of("token", sim.token(), "machine", machine, "mounted", volume));
    }

    private void replay(Simulator sim, Json.Obj request) throws IOException {
        String path = filled(request.text("path").orElseThrow());
        String name = request.text("method").orElseThrow() + " " + path;
        List<String> headers = new ArrayList<>();
        Json.Obj sent = request.object("headers").orElseThrow();
        for (String header : sent.fields().keySet()) {
            headers.addAll(List.of(header, filled(sent.text(header).orElseThrow())));
        }
        FlyClient.Reply reply =
                new FlyClient(sim.baseUrl(), "")
                        .send(
                                request.text("method").orElseThrow(),
                                path,
                                request.get("body")
                                        .map(it -> filled(JsonText.print(it)))
                                        .orElse(""),
                                headers.toArray(String[]::new));
        assertEquals(
                request.number("status").orElseThrow(),
                reply.status(),
                () -> name + ": " + reply.text());
        for (Json read : request.array("reads")) {
            check(name, reply, ((Json.Str) read).value());
        }
        Json.Obj keep = request.object("keep").orElse(Json.Obj.empty());
        for (String key : keep.fields().keySet()) {
            List<Json> found = found(reply, keep.text(key).orElseThrow());
            kept.put(key, text(found.getFirst()));
        }
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> entry : kept.entrySet()) {
            filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
        }
        return filled;
    }

    private static void check(String request, FlyClient.Reply reply, String read) {
        String[] pathAndValue = read.split("=", 2);
        List<Json> found = found(reply, pathAndValue[0]);
        assertTrue(
                !found.isEmpty() && found.stream().noneMatch(MISSING::equals),
                () -> "%s: flyctl reads %s in %s".formatted(request, read, reply.text()));
        if (pathAndValue.length == 2) {
            for (Json one : found) {
                assertEquals(
                        pathAndValue[1],
                        text(one),
                        () -> "%s: %s in %s".formatted(request, read, reply.text()));
            }
        }
    }

    private static final Json MISSING = new Json.Str("(missing)");

    private static List<Json> found(FlyClient.Reply reply, String path) {
        List<Json> now = List.of(JsonText.parse(reply.text()));
        for (String part : path.split("\\.")) {
            String field = part.replace("[]", "");
            boolean rows = part.endsWith("[]");
            now =
                    now.stream()
                            .map(it -> field.isEmpty() ? it : field(it, field))
                            .flatMap(it ->
                                    rows && it instanceof Json.Arr(List<Json> items)
                                            ? items.stream()
                                            : Stream.of(it))
                            .toList();
        }
        return now;
    }

    private static Json field(Json json, String name) {
        return json instanceof Json.Obj object ? object.get(name).orElse(MISSING) : MISSING;
    }

    private static String text(Json json) {
        return json instanceof Json.Str(String text) ? text : JsonText.print(json);
    }
}
