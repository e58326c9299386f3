package dev.flysnap.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.FlyClient;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The front over real sockets. */
@Timeout(180)
class SimServerTest {
    private static final String VOLUMES = "/v1/apps/shop/volumes";
    private static final String MACHINES = "/v1/apps/shop/machines";
    private static final String PLAIN =
            "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}";

    private final ScriptedMachinery machinery = new ScriptedMachinery();
    private final Simulator sim =
            Simulator.start(
                    SimSettings.scripted(machinery, new MemoryDisks())
                            .withApp("shop")
                            .withApp("other", "elsewhere")
                            .withScope(TokenScope.forApp("deploy-shop", "shop"))
                            .withScope(
                                    new TokenScope(
                                            "org-elsewhere",
                                            Optional.empty(),
                                            Optional.of("elsewhere"),
                                            false))
                            .withScope(TokenScope.forReading("looks")));
    private final FlyClient fly = FlyClient.of(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    private FlyClient with(String authorization) {
        return new FlyClient(sim.baseUrl(), authorization);
    }

    private String startedMachine() throws IOException {
        String id = fly.post(MACHINES, PLAIN).field("id");
        assertEquals(200, fly.get(MACHINES + "/" + id + "/wait?state=started").status());
        return id;
    }

    @Test
    void withoutItsTokenNothingIsAnswered() throws IOException {
        for (String wrong : List.of("", "Bearer nonsense", "FlyV1 fm2_x")) {
            FlyClient.Reply reply = with(wrong).get("/v1/apps/shop");
            assertEquals(401, reply.status(), wrong);
            assertTrue(reply.headers().containsKey("fly-request-id"));
        }
        for (String right :
                List.of("Bearer " + sim.token(), "FlyV1 fm2_x," + sim.token(), sim.token())) {
            assertEquals(200, with(right).get("/v1/apps/shop").status(), right);
        }
    }

    @Test
    void aTokenForOneAppOpensNoOther() throws IOException {
        FlyClient deploy = with("Bearer deploy-shop");
        assertEquals(200, deploy.get("/v1/apps/shop").status());
        assertEquals(404, deploy.get("/v1/apps/other").status());
        assertEquals(404, with("Bearer org-elsewhere").get(VOLUMES).status());
        assertEquals(200, with("Bearer org-elsewhere").get("/v1/apps/other").status());
        assertEquals(200, fly.post("/sim/switches", "{\"foreign-app\":\"forbidden\"}").status());
        assertEquals(403, deploy.get("/v1/apps/other").status());
        assertEquals(403, deploy.get("/sim/world").status());
        assertEquals(
                "[\"shop\"]",
                JsonText.print(
                        deploy.get("/v1/tokens/current")
                                .json()
                                .objects("tokens")
                                .getFirst()
                                .get("apps")
                                .orElseThrow()));
    }

    @Test
    void aReadOnlyTokenChangesNothing() throws IOException {
        FlyClient looks = with("Bearer looks");
        assertEquals(200, looks.get(VOLUMES).status());
        assertEquals(403, looks.post(VOLUMES, "{\"name\":\"data\"}").status());
        assertEquals(0, sim.world().volumes().size());
    }

    @Test
    void whatIsNotThereSaysSo() throws IOException {
        assertEquals("app not found", fly.get("/v1/apps/nobody/volumes").error());
        assertEquals("volume not found", fly.get(VOLUMES + "/vol_nothing").error());
        assertEquals(404, fly.get("/v2/apps").status());
        assertEquals(405, fly.send("PATCH", VOLUMES, "{}").status());
        FlyClient.Reply malformed = fly.post(VOLUMES, "<html>");
        assertEquals(400, malformed.status());
        assertTrue(malformed.error().startsWith("invalid_argument: the body is not a JSON object"));
        assertEquals(413, fly.post(VOLUMES, "x".repeat(5 << 20)).status());
    }

    @Test
    void moreThanThreeRequestsOfAKindInASecondAreTooMany() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(200, fly.get(VOLUMES).status());
        }
        FlyClient.Reply tooEarly = fly.get(VOLUMES);
        assertEquals(429, tooEarly.status());
        assertEquals(List.of("1"), tooEarly.headers().get("retry-after"));
        assertEquals(200, fly.get(MACHINES).status());
        sim.sleeper().sleep(Duration.ofSeconds(1));
        assertEquals(200, fly.get(VOLUMES).status());
        assertEquals(429, fly.get(VOLUMES).status());
    }

    @Test
    void aClientThatReadsTwiceASecondLivesOnItsBurst() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertEquals(200, fly.get(VOLUMES).status(), "read %d of 2 a second".formatted(i));
            sim.sleeper().sleep(Duration.ofMillis(500));
        }
        assertEquals(429, fly.get(VOLUMES).status(), "the burst is used up");
        for (int i = 0; i < 10; i++) {
            sim.sleeper().sleep(Duration.ofSeconds(2));
            assertEquals(200, fly.get(VOLUMES).status(), "first of pair " + i);
            assertEquals(200, fly.get(VOLUMES).status(), "second of pair " + i);
        }
    }

    @Test
    void onlyTheMachinesApiHasItsLimits() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, fly.get("/api/v1/apps/shop/logs?next_token=").status());
            assertEquals(
                    200, fly.post("/graphql", "{\"query\":\"{ viewer { email } }\"}").status());
        }
    }

    @Test
    void aMachineMayBeLookedAtMoreOften() throws IOException {
        String path = MACHINES + "/" + fly.post(MACHINES, PLAIN).field("id");
        for (int i = 0; i < 10; i++) {
            assertEquals(200, fly.get(path).status(), "look " + i);
        }
        assertEquals(429, fly.get(path).status());
    }

    @Test
    void aCutBeforeLeavesNothingAndACutAfterLeavesTheChange() throws IOException {
        sim.faults().queue(Fault.next("volumes.create", new Fault.Kind.CutBefore()));
        assertThrows(IOException.class, () -> fly.post(VOLUMES, "{\"name\":\"before\"}"));
        assertEquals(0, sim.world().volumes().size());
        sim.faults().queue(Fault.next("POST /v1/apps/*/volumes", new Fault.Kind.CutAfter()));
        assertThrows(IOException.class, () -> fly.post(VOLUMES, "{\"name\":\"after\"}"));
        assertEquals(
                List.of("after"),
                sim.world().volumes().values().stream().map(it -> it.name()).toList());
        assertEquals(200, fly.post(VOLUMES, "{\"name\":\"sound\"}").status());
    }

    @Test
    void aFaultHitsTheNthSuchCallOnly() throws IOException {
        assertEquals(
                200,
                fly.post(
                                "/sim/faults",
                                "{\"fault\":\"volumes.list@2=status:503:{\\\"error\\\":\\\"busy\\\"}\"}")
                        .status());
        assertEquals(200, fly.get(VOLUMES).status());
        assertEquals(200, fly.get(MACHINES).status());
        FlyClient.Reply hit = fly.get(VOLUMES);
        assertEquals(503, hit.status());
        assertEquals("busy", hit.error());
        assertEquals(200, fly.get(VOLUMES).status());
        assertEquals(List.of(), sim.faults().pending());
    }

    @Test
    void halfABodyEndsTheConnection() throws IOException {
        sim.faults().queue(Fault.next("apps.get", new Fault.Kind.HalfBody()));
        assertThrows(IOException.class, () -> fly.get("/v1/apps/shop"));
        assertEquals(200, fly.get("/v1/apps/shop").status());
    }

    @Test
    void aStallComesLateAndHasHappened() throws IOException {
        sim.faults()
                .queue(Fault.next("volumes.create", new Fault.Kind.Stall(Duration.ofMillis(300))));
        long before = System.nanoTime();
        assertEquals(200, fly.post(VOLUMES, "{\"name\":\"late\"}").status());
        assertTrue(System.nanoTime() - before >= Duration.ofMillis(300).toNanos());
        assertEquals(1, sim.world().volumes().size());
    }

    @Test
    void aWaitThatIsInVainEndsWith408() throws IOException {
        String id = startedMachine();
        String instance = fly.get(MACHINES + "/" + id).field("instance_id");
        FlyClient.Reply reply =
                fly.get(
                        MACHINES
                                + "/%s/wait?state=stopped&timeout=7&instance_id=%s"
                                        .formatted(id, instance));
        assertEquals(408, reply.status());
        assertEquals(
                "deadline_exceeded: machine failed to reach desired state, stopped, currently started",
                reply.error());
    }

    @Test
    void aCommandRunsInAStartedMachine() throws IOException {
        machinery.onExec((machine, exec) ->
                new Machinery.ExecOutcome.Done(
                        3, Optional.empty(), exec.command().toString(), exec.stdin()));
        String exec = MACHINES + "/" + startedMachine() + "/exec";
        Json.Obj asText =
                fly.post(exec, "{\"cmd\":\"sqlite3 /data/app.db 'select 1'\",\"stdin\":\"in\"}")
                        .json();
        assertEquals(Optional.of("[sqlite3, /data/app.db, select 1]"), asText.text("stdout"));
        assertEquals(Optional.of("in"), asText.text("stderr"));
        assertEquals(Optional.of(3L), asText.number("exit_code"));
        assertEquals("[a b, c]", fly.post(exec, "{\"command\":[\"a b\",\"c\"]}").field("stdout"));
        machinery.onExec((machine, it) -> new Machinery.ExecOutcome.TimedOut());
        assertEquals(408, fly.post(exec, "{\"cmd\":\"x\"}").status());
    }

    @Test
    void aLeaseIsTakenShownRenewedAndReleasedByItsHeader() throws IOException {
        String machine = MACHINES + "/" + startedMachine();
        Json.Obj lease =
                fly.post(machine + "/lease?ttl=120", "").json().object("data").orElseThrow();
        String nonce = lease.text("nonce").orElseThrow();
        FlyClient.Reply refused = fly.post(machine + "/stop", "{}");
        assertEquals(409, refused.status());
        assertTrue(refused.error().startsWith("lease currently held by "), refused.error());
        assertEquals(
                Optional.of(nonce),
                fly.get(machine + "/lease").json().object("data").flatMap(it -> it.text("nonce")));
        String header = "fly-machine-lease-nonce";
        assertEquals(200, fly.send("POST", machine + "/stop", "{}", header, nonce).status());
        assertEquals(200, fly.send("DELETE", machine + "/lease", "", header, nonce).status());
        assertEquals(404, fly.get(machine + "/lease").status());
    }

    @Test
    void stopWantsAJsonObject() throws IOException {
        assertEquals(400, fly.post(MACHINES + "/" + startedMachine() + "/stop", "").status());
    }

    @Test
    void ofAMachineOnADeadHostOnlyAPartIsTold() throws IOException {
        String id = startedMachine();
        fly.post("/sim/hosts", "{\"of\":\"" + id + "\",\"unreachable\":true}");
        Json.Obj machine = fly.get(MACHINES + "/" + id).json();
        assertEquals(Optional.of("unreachable"), machine.text("host_status"));
        assertEquals(Optional.empty(), machine.get("config"));
        assertTrue(machine.object("incomplete_config").isPresent());
    }

    @Test
    void theImageIsToldInItsParts() throws IOException {
        Json.Obj ref =
                fly.post(MACHINES, PLAIN.replace("\"a\"", "\"registry.fly.io/shop:v7\""))
                        .json()
                        .object("image_ref")
                        .orElseThrow();
        assertEquals("registry.fly.io", ref.text("registry").orElseThrow());
        assertEquals("shop", ref.text("repository").orElseThrow());
        assertEquals("v7", ref.text("tag").orElseThrow());
        assertTrue(ref.text("digest").orElseThrow().matches("sha256:[0-9a-f]{64}"));
    }

    @Test
    void theRowsOfPendingSnapshotsAreAsTheSwitchesSay() throws IOException {
        String volume = fly.post(VOLUMES, "{\"name\":\"data\"}").field("id");
        sim.sleeper().sleep(Duration.ofSeconds(5));
        String snapshots = VOLUMES + "/" + volume + "/snapshots";
        fly.post(
                "/sim/switches",
                "{\"pending-rows\":\"without-id\",\"snapshot-rows\":\"without-status\",\"snapshot-answer\":\"no-body\"}");
        assertEquals("", fly.post(snapshots, "").text());
        Json.Obj row = fly.get(snapshots).row(0);
        assertEquals(Optional.of(""), row.text("id"));
        assertEquals(Optional.of(0L), row.number("size"));
        assertEquals(Optional.of(Json.NULL), row.get("created_at"));
        assertEquals(Optional.empty(), row.get("status"));
        sim.sleeper().sleep(Duration.ofSeconds(60));
        assertTrue(fly.get(snapshots).row(0).text("id").orElseThrow().startsWith("vs_"));
        fly.post("/sim/switches", "{\"snapshot-answer\":\"other-graph-id\"}");
        String other =
                fly.post(snapshots, "")
                        .json()
                        .object("Msg")
                        .flatMap(it -> it.object("backup"))
                        .flatMap(it -> it.text("graph_id"))
                        .orElseThrow();
        assertTrue(sim.world().snapshot(other).isEmpty());
    }

    @Test
    void regionsAndPlacementsSayWhereThereIsRoom() throws IOException {
        assertTrue(
                fly.get("/v1/platform/regions").json().objects("Regions").stream()
                        .anyMatch(it -> it.text("code").equals(Optional.of("fra"))));
        fly.post("/sim/regions", "{\"region\":\"fra\",\"full\":true}");
        List<Json.Obj> placements =
                fly.post("/v1/platform/placements", "{\"region\":\"fra,cdg\",\"count\":1}")
                        .json()
                        .objects("Regions");
        assertEquals(
                List.of("cdg"),
                placements.stream().map(it -> it.text("Region").orElseThrow()).toList());
        fly.post("/sim/switches", "{\"platform-questions\":\"refused\"}");
        assertEquals(403, with("Bearer deploy-shop").get("/v1/platform/regions").status());
    }

    @Test
    void appsAreMadeListedAndDeleted() throws IOException {
        assertEquals(
                201, fly.post("/v1/apps", "{\"app_name\":\"new\",\"org_slug\":\"acme\"}").status());
        assertEquals(422, fly.post("/v1/apps", "{\"app_name\":\"new\"}").status());
        assertEquals(
                List.of("new"),
                fly.get("/v1/apps?org_slug=acme").json().objects("apps").stream()
                        .map(it -> it.text("name").orElseThrow())
                        .toList());
        assertEquals(202, fly.delete("/v1/apps/new").status());
        assertEquals(404, fly.get("/v1/apps/new").status());
    }

    @Test
    void theQuestionsOfFlyctlsOtherApiAreAnswered() throws IOException {
        String ask =
                "{\"query\":\"query($name:String!){ %s:app(name: $name) { id } }\",\"variables\":{\"name\":\"%s\"}}";
        assertEquals(
                Optional.of("shop"),
                fly.post("/graphql", ask.formatted("appbasic", "shop"))
                        .json()
                        .object("data")
                        .flatMap(it -> it.object("appbasic"))
                        .flatMap(it -> it.text("id")));
        assertEquals(
                Optional.of("Could not find App"),
                with("Bearer deploy-shop")
                        .post("/graphql", ask.formatted("appcompact", "other"))
                        .json()
                        .objects("errors")
                        .getFirst()
                        .text("message"));
        assertTrue(
                fly.post("/graphql", "{\"query\":\"query { platform { regions { code } } }\"}")
                        .text()
                        .contains("\"fra\""));
    }

    @Test
    void theWorldIsToldWithoutItsSecrets() throws IOException {
        fly.post("/sim/apps/shop/secrets", "{\"KEY\":\"s3cret\"}");
        String world = fly.get("/sim/world").text();
        assertTrue(world.contains("\"shop\""), world);
        assertTrue(!world.contains("s3cret"), world);
    }

    @Test
    void theVirtualClockIsMovedByWhoeverAsks() throws IOException {
        var before = sim.clock().instant();
        fly.post("/sim/clock", "{\"advance_seconds\":86400}");
        assertEquals(before.plusSeconds(86_400), sim.clock().instant());
    }

    @Test
    void twoWorldsThatWentDifferentWaysToTheSameEndLookTheSame() throws IOException {
        WorldView empty = sim.view();
        String id = startedMachine();
        WorldView one = sim.view();
        assertEquals(200, fly.delete(MACHINES + "/" + id + "?force=true").status());
        sim.sleeper().sleep(Duration.ofSeconds(10));
        assertEquals(empty, sim.view());
        String again =
                fly.post(MACHINES, PLAIN.replace("{\"config", "{\"name\":\"n\",\"config"))
                        .field("id");
        assertTrue(!again.equals(id));
        sim.sleeper().sleep(Duration.ofSeconds(10));
        assertEquals(
                one.app("shop").machines().getFirst().config(),
                sim.view().app("shop").machines().getFirst().config());
    }
}
