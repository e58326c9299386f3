package dev.flysnap.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nobody has documented of Fly, seen through the front. */
@Timeout(180)
class UnknownsTest {
    private static final String VOLUMES = "/v1/apps/shop/volumes";
    private static final String MACHINES = "/v1/apps/shop/machines";
    private static final String PLAIN =
            "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}";

    private final ScriptedMachinery machinery = new ScriptedMachinery();
    private final Simulator sim =
            Simulator.start(SimSettings.scripted(machinery, new MemoryDisks()).withApp("shop"));
    private final FlyClient fly = FlyClient.of(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    private String startedMachine() throws IOException {
        String id = fly.post(MACHINES, PLAIN).field("id");
        assertEquals(200, fly.get(MACHINES + "/" + id + "/wait?state=started").status());
        return id;
    }

    @Test
    void aCommandIsBrokenOffAfterThirtySecondsWhateverWasAskedFor() throws IOException {
        List<Duration> limits = new ArrayList<>();
        machinery.onExec((machine, exec) -> {
            limits.add(exec.timeout());
            return new Machinery.ExecOutcome.TimedOut();
        });
        String exec = MACHINES + "/" + startedMachine() + "/exec";
        assertEquals(408, fly.post(exec, "{\"cmd\":\"sleep 45\",\"timeout\":60}").status());
        assertEquals(List.of(Duration.ofSeconds(30)), limits);
    }

    @Test
    void aCheckThatWasNotMadeYetDoesNotPass() throws IOException {
        String config =
                "\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]},\"checks\":{\"up\":{\"port\":80,\"interval\":\"10s\",\"grace_period\":\"20s\"}}}";
        String id = fly.post(MACHINES, "{" + config + "}").field("id");
        assertEquals(200, fly.get(MACHINES + "/" + id + "/wait?state=started").status());
        assertEquals(List.of("warning"), checks(id));
        assertEquals(200, fly.post("/sim/switches", "{\"first-checks\":\"critical\"}").status());
        assertEquals(List.of("critical"), checks(id));
        assertEquals(200, fly.post("/sim/switches", "{\"first-checks\":\"unlisted\"}").status());
        assertEquals(List.of(), checks(id));
        sim.sleeper().sleep(Duration.ofSeconds(29));
        assertEquals(List.of(), checks(id));
        sim.sleeper().sleep(Duration.ofSeconds(2));
        assertEquals(List.of("passing"), checks(id));
    }

    private List<String> checks(String machine) throws IOException {
        return fly.get(MACHINES + "/" + machine).json().objects("checks").stream()
                .map(it -> it.text("status").orElseThrow())
                .toList();
    }

    @Test
    void whetherADeadHostsMachineIsLeasedAndLabelledIsASwitch() throws IOException {
        String id = startedMachine();
        String lease = MACHINES + "/" + id + "/lease";
        String metadata = MACHINES + "/" + id + "/metadata";
        sim.change(transition -> {
            AppRules.setHostUnreachable(transition, id, true);
            return true;
        });
        assertEquals(412, fly.post(lease, "{}").status());
        assertEquals(412, fly.get(metadata).status());
        assertEquals(412, fly.post(metadata + "/k", "{\"value\":\"v\"}").status());
        assertEquals(
                200, fly.post("/sim/switches", "{\"dead-host-records\":\"answered\"}").status());
        sim.sleeper().sleep(Duration.ofSeconds(5));
        assertEquals(204, fly.post(metadata + "/k", "{\"value\":\"v\"}").status());
        assertEquals("v", fly.get(metadata).field("k"));
        assertEquals(412, fly.post(MACHINES + "/" + id + "/stop", "{}").status());
        assertEquals(200, fly.post(lease, "{}").status());
    }

    @Test
    void whatCreatedAtOfASnapshotMeansIsASwitch() throws IOException {
        String volume = fly.post(VOLUMES, "{\"name\":\"data\"}").field("id");
        sim.sleeper().sleep(Duration.ofSeconds(30));
        Instant asked = sim.clock().instant();
        String snapshots = VOLUMES + "/" + volume + "/snapshots";
        assertEquals(200, fly.post(snapshots, "").status());
        sim.sleeper().sleep(Duration.ofMinutes(2));
        Instant end = createdAt(snapshots);
        assertEquals(
                200, fly.post("/sim/switches", "{\"snapshot-created-at\":\"request\"}").status());
        assertTrue(Duration.between(asked, end).toSeconds() > 20, end.toString());
        assertTrue(Duration.between(asked, createdAt(snapshots)).toSeconds() < 2);
    }

    private Instant createdAt(String snapshots) throws IOException {
        return Instant.parse(fly.get(snapshots).row(0).text("created_at").orElseThrow());
    }
}
