package dev.flysnap.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.scripted.ScriptedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The story that flysnap lives of, told over HTTP against a virtual Fly. */
@Timeout(180)
class SimulatorTest {
    private static final String MACHINE =
            """
            {"name":"%s","config":{"image":"shop:1","init":{"exec":["shop"]},"x-unknown":1.50,
            "mounts":[{"volume":"%s","path":"/data"}],"metadata":{"fly_process_group":"app"}}}
            """;

    private final ScriptedMachinery machinery = new ScriptedMachinery();
    private final MemoryDisks disks = new MemoryDisks();

    @Test
    void aSnapshotComesBackInAnotherRegionWithWhatItHeld() throws IOException {
        try (Simulator sim =
                Simulator.start(SimSettings.scripted(machinery, disks).withApp("shop"))) {
            FlyClient fly = FlyClient.of(sim);
            String volume = volume(fly, "{\"name\":\"data\",\"region\":\"ams\",\"size_gb\":2}");
            sim.sleeper().sleep(Duration.ofSeconds(10));
            String machine =
                    fly.post("/v1/apps/shop/machines", MACHINE.formatted("one", volume))
                            .field("id");
            assertEquals(200, fly.get(wait(machine, "started")).status());
            disks.write(volume, "orders", "17");

            FlyClient.Reply requested =
                    fly.post("/v1/apps/shop/volumes/" + volume + "/snapshots", "");
            String snapshot =
                    requested
                            .json()
                            .object("Msg")
                            .flatMap(it -> it.object("backup"))
                            .flatMap(it -> it.text("graph_id"))
                            .orElseThrow();
            assertEquals(
                    Optional.of("waiting"),
                    fly.get("/v1/apps/shop/volumes/" + volume + "/snapshots")
                            .row(0)
                            .text("status"));
            sim.sleeper().sleep(Duration.ofMinutes(1));
            disks.write(volume, "orders", "18");
            Json.Obj row = fly.get("/v1/apps/shop/volumes/" + volume + "/snapshots").row(0);
            assertEquals(Optional.of(snapshot), row.text("id"));
            assertEquals(Optional.of("created"), row.text("status"));

            assertEquals(
                    200, fly.delete("/v1/apps/shop/machines/" + machine + "?force=true").status());
            assertEquals(200, fly.get(wait(machine, "destroyed")).status());
            assertEquals(200, fly.delete("/v1/apps/shop/volumes/" + volume).status());
            assertEquals(
                    Optional.of(snapshot),
                    fly.get("/v1/apps/shop/volumes/" + volume + "/snapshots").row(0).text("id"));

            String restored =
                    volume(
                            fly,
                            "{\"name\":\"data\",\"region\":\"fra\",\"size_gb\":2,\"snapshot_id\":\"%s\"}"
                                    .formatted(snapshot));
            sim.sleeper().sleep(Duration.ofSeconds(5));
            assertEquals("restoring", fly.get("/v1/apps/shop/volumes/" + restored).field("state"));
            sim.sleeper().sleep(Duration.ofSeconds(20));
            assertEquals("created", fly.get("/v1/apps/shop/volumes/" + restored).field("state"));
            assertEquals(Optional.of("17"), disks.read(restored, "orders"));

            FlyClient.Reply second =
                    fly.post("/v1/apps/shop/machines", MACHINE.formatted("two", restored));
            assertEquals("fra", second.field("region"));
            assertEquals(200, fly.get(wait(second.field("id"), "started")).status());
            ScriptedProcess process = machinery.process(second.field("id")).orElseThrow();
            assertEquals(Optional.of(restored), process.volume());
            assertEquals("fra", process.launch().environment().get("FLY_REGION"));
            String config = fly.get("/v1/apps/shop/machines/" + second.field("id")).text();
            assertTrue(config.contains("\"x-unknown\":1.50"), config);
        }
    }

    @Test
    void timeMovesOnlyWhileSomebodyWaits() throws IOException {
        try (Simulator sim =
                Simulator.start(SimSettings.scripted(machinery, disks).withApp("shop"))) {
            FlyClient fly = FlyClient.of(sim);
            var before = sim.clock().instant();
            String machine =
                    fly.post(
                                    "/v1/apps/shop/machines",
                                    "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}")
                            .field("id");
            assertEquals(before, sim.clock().instant());
            assertEquals(200, fly.get(wait(machine, "started")).status());
            assertTrue(sim.clock().instant().isAfter(before));
            assertFalse(sim.clock().instant().isAfter(before.plusSeconds(5)));
        }
    }

    private static String volume(FlyClient fly, String body) throws IOException {
        FlyClient.Reply reply = fly.post("/v1/apps/shop/volumes", body);
        assertEquals(200, reply.status(), reply.text());
        return reply.field("id");
    }

    private static String wait(String machine, String state) {
        return "/v1/apps/shop/machines/%s/wait?state=%s&timeout=60".formatted(machine, state);
    }
}
