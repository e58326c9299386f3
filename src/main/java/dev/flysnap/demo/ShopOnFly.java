package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.demo.shop.OrderSession;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The story's app on the simulated Fly, as its owner would make it, lose it, and look into it. */
final class ShopOnFly {
    static final String APP = "shop";
    static final String IMAGE = "shop:demo";

    private static final String VOLUMES = "/v1/apps/shop/volumes";
    private static final String MACHINES = "/v1/apps/shop/machines";
    private static final String HOME_REGION = "ams";
    private static final Duration WITHIN = Duration.ofSeconds(90);

    /** Fly refuses who asks for the same much more often than once a second. */
    private static final Duration ASK_EVERY = Duration.ofMillis(500);

    private static final int COUNT_LIMIT_S = 25;

    private final DemoFlyClient api;
    private final Path program;
    private final Path log;
    private final String volume;
    private final String machine;

    /**
     * Makes a volume, and a machine that runs the app on it.
     *
     * @param program flysnap itself
     * @param log where the app notes its orders
     * @param hookToken what the agent beside the database is to accept
     * @param copyToken the same from whoever wants a copy
     */
    ShopOnFly(DemoFlyClient api, Path program, Path log, String hookToken, String copyToken) {
        this.api = api;
        this.program = program;
        this.log = log;
        volume =
                makeVolume(
                        Json.Obj.empty()
                                .with("name", "data")
                                .with("region", HOME_REGION)
                                .with("size_gb", 1));
        Json.Obj config =
                JsonText.parseObject(
                        """
                        {"guest":{"cpu_kind":"shared","cpus":1,"memory_mb":512},
                         "metadata":{"fly_platform_version":"v2","fly_process_group":"app"}}\
                        """);
        machine =
                makeMachine(
                        config.with("image", IMAGE)
                                .with(
                                        "env",
                                        Json.Obj.empty()
                                                .with("FLYSNAP_HOOK_TOKEN", hookToken)
                                                .with("FLYSNAP_COPY_TOKEN", copyToken)),
                        volume);
    }

    String volume() {
        return volume;
    }

    String machine() {
        return machine;
    }

    OrderLog orders() {
        return OrderLog.read(log);
    }

    void awaitOrders(int wanted) {
        if (!RealTimeWait.until(WITHIN, () -> orders().entries().size() >= wanted)) {
            throw DemoProblems.nothingWritten(log).exception();
        }
    }

    void destroyMachine() {
        destroyMachine(machine);
    }

    private void destroyMachine(String id) {
        api.delete(MACHINES + "/" + id + "?force=true");
        Json _ = api.get(MACHINES + "/" + id + "/wait?state=destroyed&timeout=60");
    }

    void deleteVolume() {
        api.delete(VOLUMES + "/" + volume);
    }

    /** With its machines, volumes and snapshots; another of the same name has none. */
    void deleteAppAndMakeItAnew() {
        api.delete("/v1/apps/" + APP);
        Json _ =
                api.post(
                        "/v1/apps",
                        Json.Obj.empty().with("app_name", APP).with("org_slug", "personal"));
    }

    /** What is missing on the volume of the machine in a region, counted inside that machine. */
    OrderLosses lossesIn(String region, OrderSession session, Instant moment) {
        String there =
                ((Json.Arr) api.get(MACHINES + "?region=" + region))
                        .items().stream()
                                .flatMap(it -> ((Json.Obj) it).text("id").stream())
                                .findFirst()
                                .orElseThrow();
        Json.Obj result = count(there, session, moment);
        if (result.number("exit_code").orElse(1L) != 0) {
            throw DemoProblems.flySaidNo("counting the orders", result.text("stderr").orElse(""))
                    .exception();
        }
        return losses(result);
    }

    /**
     * What is missing in a snapshot, counted on a volume that is made from it for that, in a
     * machine where nothing else runs. All is, where SQLite cannot read it.
     */
    OrderLosses lossesInSnapshot(String snapshot, OrderSession session, Instant moment) {
        String copy =
                makeVolume(
                        Json.Obj.empty()
                                .with("name", "counted")
                                .with("region", HOME_REGION)
                                .with("size_gb", 1)
                                .with("snapshot_id", snapshot));
        Json.Obj idle =
                Json.Obj.empty()
                        .with("image", "shop:idle")
                        .with(
                                "init",
                                Json.Obj.empty()
                                        .with("exec", Json.texts(List.of("sleep", "infinity"))));
        String counter = makeMachine(idle, copy);
        Json _ = api.get(MACHINES + "/" + counter + "/wait?state=started&timeout=60");
        Json.Obj result = count(counter, session, moment);
        destroyMachine(counter);
        api.delete(VOLUMES + "/" + copy);
        if (result.number("exit_code").orElse(1L) != 0) {
            long all = orders().countBefore(moment);
            return new OrderLosses(all, all, 0, 0);
        }
        return losses(result);
    }

    /** Overwrites pages in the middle of the database, as a bad disk or a bad program may. */
    void damage() {
        Json.Obj result =
                api.post(
                        MACHINES + "/" + machine + "/exec",
                        Json.Obj.empty()
                                .with(
                                        "command",
                                        Json.texts(
                                                List.of(
                                                        "sh",
                                                        "-c",
                                                        "dd if=/dev/zero of=\"$1\" bs=4096 seek=2 count=4 conv=notrunc 2>&1",
                                                        "damage",
                                                        "/data/shop.db")))
                                .with("timeout", COUNT_LIMIT_S));
        if (result.number("exit_code").orElse(1L) != 0) {
            throw DemoProblems.flySaidNo("damaging the database", result.text("stdout").orElse(""))
                    .exception();
        }
    }

    private String makeVolume(Json.Obj wanted) {
        String id = api.post(VOLUMES, wanted).text("id").orElseThrow();
        boolean ready =
                RealTimeWait.until(
                        WITHIN,
                        ASK_EVERY,
                        () ->
                                ((Json.Obj) api.get(VOLUMES + "/" + id))
                                        .text("state")
                                        .orElse("")
                                        .equals("created"));
        if (!ready) {
            throw DemoProblems.flySaidNo("the volume " + id, "it was not ready in time")
                    .exception();
        }
        return id;
    }

    private String makeMachine(Json.Obj config, String mounted) {
        Json.Obj mount = Json.Obj.empty().with("volume", mounted).with("path", "/data");
        return api.post(
                        MACHINES,
                        Json.Obj.empty()
                                .with("region", HOME_REGION)
                                .with(
                                        "config",
                                        config.with("mounts", new Json.Arr(List.of(mount)))))
                .text("id")
                .orElseThrow();
    }

    private Json.Obj count(String inMachine, OrderSession session, Instant moment) {
        List<String> command =
                List.of(
                        program.toString(),
                        "demo",
                        "count",
                        "--db",
                        "/data/shop.db",
                        "--log",
                        log.toString(),
                        "--session",
                        session.value(),
                        "--before",
                        moment.toString());
        return api.post(
                MACHINES + "/" + inMachine + "/exec",
                Json.Obj.empty()
                        .with("command", Json.texts(command))
                        .with("timeout", COUNT_LIMIT_S));
    }

    private static OrderLosses losses(Json.Obj result) {
        return Records.read(OrderLosses.class, JsonText.parse(result.text("stdout").orElseThrow()));
    }
}
