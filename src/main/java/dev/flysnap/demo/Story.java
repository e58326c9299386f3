package dev.flysnap.demo;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The story for newcomers: an app writes, a snapshot is taken, the app is lost with its volume, and
 * comes back in another region. Everything in it is real but Fly itself.
 */
public final class Story {
    private static final String APP = "shop";
    private static final String IMAGE = "shop:demo";
    private static final int ORDERS_BEFORE = 1000;
    private static final int ORDERS_AFTER = 300;
    private static final int ORDERS_A_SECOND = 200;
    private static final Duration ORDERS_WITHIN = Duration.ofSeconds(90);

    private final StorySettings settings;
    private final Consumer<String> say;
    private final DemoDirectory directory;

    /**
     * @param say told each line for the user
     */
    public Story(StorySettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
        this.directory = DemoDirectory.make();
    }

    /**
     * Tells it.
     *
     * @return what was lost
     * @throws dev.flysnap.problem.FlysnapException if a command fails, or an order is lost that
     *     must not be
     */
    public Losses tell() {
        Thread cleanUp = new Thread(directory::remove, "clean up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        settings.database().ifPresent(it -> SeedDatabase.copy(it, directory.seed()));
        SimulatedFly fly = startFly();
        Thread end = new Thread(fly::stop, "end the simulated Fly");
        Runtime.getRuntime().addShutdownHook(end);
        boolean told = false;
        try (MachinesApi api = new MachinesApi(fly.baseUrl(), fly.token())) {
            Losses losses = tell(fly, api);
            told = true;
            return losses;
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            if (!told || !settings.keep()) {
                fly.stop();
                directory.remove();
            }
        }
    }

    private Losses tell(SimulatedFly fly, MachinesApi api) {
        String token = secret();
        Commands commands = new Commands(settings.program(), exports(fly, token), say);
        say.accept(
                "1. A Fly of our own runs at "
                        + fly.baseUrl()
                        + ", and an app writes orders on it");
        String volume = makeVolume(api);
        String machine = makeMachine(api, volume, token);
        awaitOrders(ORDERS_BEFORE);
        Session session = OrderLog.read(directory.log()).entries().getFirst().session();
        say.accept(
                "   \"shop\" runs on machine %s in ams, with the 1 GB volume %s: %,d orders so far"
                        .formatted(
                                machine, volume, OrderLog.read(directory.log()).entries().size()));

        say.accept("");
        say.accept("2. A snapshot, while it writes");
        Instant from = Instant.now();
        commands.run("create", APP);
        Duration longest =
                OrderLog.read(directory.log())
                        .longestCommit(from, Instant.now())
                        .orElse(Duration.ZERO);
        say.accept("   the longest commit meanwhile took %d ms".formatted(longest.toMillis()));
        say.accept(
                "   (the simulator itself stopped the app for %d ms to copy its volume; Fly has no need to)"
                        .formatted(api.frozenForSnapshots().toMillis()));
        say.accept("");
        commands.run("list", APP);
        Instant moment = momentOf(commands.ask("list", APP, "--json"));
        awaitOrders((int) OrderLog.read(directory.log()).countBefore(Instant.now()) + ORDERS_AFTER);

        say.accept("");
        say.accept("3. The bad day: the machine is destroyed, its volume with it");
        destroy(api, machine, volume);

        say.accept("");
        say.accept("4. The way back, to another region");
        commands.run("restore", "latest", "--app", APP, "--to-region", "fra", "--cutover");

        say.accept("");
        say.accept("5. What was lost");
        Losses losses = losses(api, session, moment);
        say.accept(
                "   %,d of the %,d orders committed before the snapshot; %,d of the %,d written after it are gone"
                        .formatted(
                                losses.lost(),
                                losses.committedBefore(),
                                losses.gone(),
                                losses.writtenAfter()));
        if (losses.lost() > 0) {
            throw DemoProblems.lost(losses).exception();
        }
        goodBye(fly, commands);
        return losses;
    }

    private SimulatedFly startFly() {
        String program = settings.program().toString();
        String seed = settings.database().isPresent() ? " --seed " + quoted(directory.seed()) : "";
        String image =
                "%s=%s agent --db shop=/data/shop.db -- %s demo app --db /data/shop.db --log %s --rate %d%s"
                        .formatted(
                                IMAGE,
                                quoted(settings.program()),
                                quoted(settings.program()),
                                quoted(directory.log()),
                                ORDERS_A_SECOND,
                                seed);
        return SimulatedFly.start(
                List.of(
                        program,
                        "sim",
                        "--app",
                        APP,
                        "--run",
                        image,
                        "--ready-file",
                        directory.readyFile().toString()),
                directory.root(),
                directory.readyFile());
    }

    private Map<String, String> exports(SimulatedFly fly, String token) {
        return Map.of(
                "FLY_FLAPS_BASE_URL", fly.baseUrl(),
                "FLY_API_TOKEN", fly.token(),
                "FLYSNAP_HOOK_URL", "http://{private_ip}:8099",
                "FLYSNAP_HOOK_TOKEN", token,
                "FLYSNAP_STATE_DIR", directory.state().toString());
    }

    private static String makeVolume(MachinesApi api) {
        Json.Obj volume =
                api.post(
                        "/v1/apps/shop/volumes",
                        Json.Obj.empty()
                                .with("name", "data")
                                .with("region", "ams")
                                .with("size_gb", 1));
        String id = volume.text("id").orElseThrow();
        boolean ready =
                Pauses.until(
                        ORDERS_WITHIN,
                        () ->
                                ((Json.Obj) api.get("/v1/apps/shop/volumes/" + id))
                                        .text("state")
                                        .orElse("")
                                        .equals("created"));
        if (!ready) {
            throw DemoProblems.flySaidNo("the volume " + id, "it was not ready in time")
                    .exception();
        }
        return id;
    }

    private static String makeMachine(MachinesApi api, String volume, String token) {
        Json.Obj config =
                JsonText.parseObject(
                        """
                        {"image":"shop:demo","guest":{"cpu_kind":"shared","cpus":1,"memory_mb":512},
                         "metadata":{"fly_platform_version":"v2","fly_process_group":"app"}}\
                        """);
        Json.Obj mount = Json.Obj.empty().with("volume", volume).with("path", "/data");
        config =
                config.with("mounts", new Json.Arr(List.of(mount)))
                        .with("env", Json.Obj.empty().with("FLYSNAP_HOOK_TOKEN", token));
        return api.post(
                        "/v1/apps/shop/machines",
                        Json.Obj.empty().with("region", "ams").with("config", config))
                .text("id")
                .orElseThrow();
    }

    private void awaitOrders(int wanted) {
        boolean written =
                Pauses.until(
                        ORDERS_WITHIN,
                        () -> OrderLog.read(directory.log()).entries().size() >= wanted);
        if (!written) {
            throw DemoProblems.nothingWritten(directory.log()).exception();
        }
    }

    private static Instant momentOf(String listJson) {
        return JsonText.parseObject(listJson).objects("snapshots").stream()
                .flatMap(it -> it.text("holds_all_before").stream())
                .map(Instant::parse)
                .findFirst()
                .orElseThrow(() ->
                        DemoProblems.commandFailed("list shop --json", "no snapshot has a receipt")
                                .exception());
    }

    private void destroy(MachinesApi api, String machine, String volume) {
        say.accept("   DELETE /v1/apps/shop/machines/" + machine + "?force=true");
        api.delete("/v1/apps/shop/machines/" + machine + "?force=true");
        Json _ = api.get("/v1/apps/shop/machines/" + machine + "/wait?state=destroyed&timeout=60");
        say.accept("   DELETE /v1/apps/shop/volumes/" + volume);
        api.delete("/v1/apps/shop/volumes/" + volume);
    }

    /** Counted inside the new machine, on the volume that it mounts. */
    private Losses losses(MachinesApi api, Session session, Instant moment) {
        String machine =
                ((Json.Arr) api.get("/v1/apps/shop/machines?region=fra"))
                        .items().stream()
                                .flatMap(it -> ((Json.Obj) it).text("id").stream())
                                .findFirst()
                                .orElseThrow();
        Json.Obj result =
                api.post(
                        "/v1/apps/shop/machines/" + machine + "/exec",
                        Json.Obj.empty()
                                .with(
                                        "command",
                                        Json.texts(
                                                List.of(
                                                        settings.program().toString(),
                                                        "demo",
                                                        "count",
                                                        "--db",
                                                        "/data/shop.db",
                                                        "--log",
                                                        directory.log().toString(),
                                                        "--session",
                                                        session.value(),
                                                        "--before",
                                                        moment.toString())))
                                .with("timeout", 25));
        if (result.number("exit_code").orElse(1L) != 0) {
            throw DemoProblems.flySaidNo("counting the orders", result.text("stderr").orElse(""))
                    .exception();
        }
        return dev.flysnap.json.Records.read(
                Losses.class, JsonText.parse(result.text("stdout").orElseThrow()));
    }

    private void goodBye(SimulatedFly fly, Commands commands) {
        say.accept("");
        if (!settings.keep()) {
            say.accept(
                    "The simulated Fly and all its files are gone again; --keep leaves it running.");
            return;
        }
        say.accept("The simulated Fly goes on running. To play with it, paste:");
        commands.exports().forEach(it -> say.accept("  " + it));
        say.accept("To end it: kill " + fly.pid() + " && rm -r " + quoted(directory.root()));
    }

    private static String secret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
