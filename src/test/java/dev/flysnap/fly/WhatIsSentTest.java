package dev.flysnap.fly;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.fly.http.FlyOnTheWire;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.fly.resource.Placement;
import dev.flysnap.fly.resource.PlacementRequest;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

/** Each change as it goes over the wire. */
class WhatIsSentTest {
    private static final Optional<String> NONCE = Optional.of("5c35");
    private static final String MACHINE_JSON =
            "{\"id\":\"73d8d46dbee589\",\"name\":\"n\",\"state\":\"created\",\"region\":\"cdg\"}";
    private static final String VOLUME_JSON =
            "{\"id\":\"vol_9vw681egy1jj5xm4\",\"name\":\"data\",\"state\":\"creating\",\"size_gb\":3,\"region\":\"fra\"}";

    /** Method, path, nonce and body in one line. */
    private static String line(RecordedRequest request) {
        String nonce = request.getHeaders().get("fly-machine-lease-nonce");
        assertEquals("FlyV1 " + FlyOnTheWire.TOKEN, request.getHeaders().get("Authorization"));
        assertEquals("flysnap/test", request.getHeaders().get("User-Agent"));
        return request.getMethod()
                + " "
                + request.getTarget().replace("/v1/apps/shop", "…")
                + (nonce == null ? "" : " nonce=" + nonce)
                + (request.getBodySize() == 0
                        ? ""
                        : " " + Objects.requireNonNull(request.getBody()).utf8());
    }

    @Test
    void volumesAreChanged() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            Json.Obj guest = Json.Obj.empty().with("cpus", 2);
            fly.answers(200, VOLUME_JSON).answers(200, VOLUME_JSON);
            fly.api
                    .volumes()
                    .create(
                            SHOP,
                            new CreateVolume(
                                    new VolumeName("data"),
                                    new Region("fra"),
                                    3,
                                    true,
                                    Optional.of(new SnapshotId("vs_abcdef")),
                                    Optional.of(30),
                                    Optional.of(false),
                                    Optional.of(guest),
                                    Optional.of("img:1"),
                                    true));
            assertEquals(
                    "POST …/volumes {\"name\":\"data\",\"region\":\"fra\",\"size_gb\":3,\"encrypted\":true,\"require_unique_zone\":true,\"snapshot_id\":\"vs_abcdef\",\"compute_image\":\"img:1\",\"snapshot_retention\":30,\"auto_backup_enabled\":false,\"compute\":{\"cpus\":2}}",
                    line(fly.request()));
            fly.api
                    .volumes()
                    .update(SHOP, VOLUME, new UpdateVolume(Optional.of(9), Optional.empty()));
            assertEquals(
                    "PUT …/volumes/" + VOLUME + " {\"snapshot_retention\":9}", line(fly.request()));
            fly.answers(200, "{\"volume\":" + VOLUME_JSON + ",\"needs_restart\":false}")
                    .answers(200, VOLUME_JSON)
                    .answers(200, "");
            assertEquals(3, fly.api.volumes().extend(SHOP, VOLUME, 3).volume().sizeGb());
            assertEquals(
                    "PUT …/volumes/" + VOLUME + "/extend {\"size_gb\":3}", line(fly.request()));
            fly.api.volumes().delete(SHOP, VOLUME);
            assertEquals("DELETE …/volumes/" + VOLUME, line(fly.request()));
            assertEquals(
                    Optional.empty(),
                    fly.api.snapshots().request(SHOP, VOLUME).announcedId(),
                    "flyctl expects no answer either");
            assertEquals("POST …/volumes/" + VOLUME + "/snapshots", line(fly.request()));
        }
    }

    @Test
    void aConfigPassesThroughUntouched() {
        String config =
                "{\"z\":null,\"n\":1.0,\"e\":1e3,\"huge\":123456789012345678901234567890,\"unknown\":{\"a\":[{}]},\"env\":{\"PATH\":\"/ü\"}}";
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(200, MACHINE_JSON.replace("}", ",\"config\":" + config + "}"))
                    .answers(200, MACHINE_JSON)
                    .answers(200, MACHINE_JSON);
            Json.Obj came = fly.api.machines().get(SHOP, MACHINE).config().orElseThrow();
            fly.request();
            fly.api.machines().update(SHOP, MACHINE, new UpdateMachine(came, true, NONCE));
            assertEquals(
                    "POST …/machines/73d8d46dbee589 nonce=5c35 {\"config\":"
                            + config
                            + ",\"skip_launch\":true}",
                    line(fly.request()));
            fly.api
                    .machines()
                    .create(
                            SHOP,
                            new CreateMachine("flysnap_x", new Region("fra"), came, true, true));
            assertEquals(
                    "POST …/machines {\"name\":\"flysnap_x\",\"region\":\"fra\",\"config\":"
                            + config
                            + ",\"skip_launch\":true,\"skip_service_registration\":true}",
                    line(fly.request()));
        }
    }

    @Test
    void machinesAreChanged() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            for (int i = 0; i < 7; i++) {
                fly.answers(200, "");
            }
            Machines machines = fly.api.machines();
            String path = "…/machines/73d8d46dbee589";
            machines.start(SHOP, MACHINE, NONCE);
            assertEquals("POST " + path + "/start nonce=5c35", line(fly.request()));
            machines.stop(SHOP, MACHINE, Optional.empty());
            assertEquals("POST " + path + "/stop {}", line(fly.request()));
            machines.cordon(SHOP, MACHINE, Optional.empty());
            assertEquals("POST " + path + "/cordon", line(fly.request()));
            machines.uncordon(SHOP, MACHINE, NONCE);
            assertEquals("POST " + path + "/uncordon nonce=5c35", line(fly.request()));
            machines.delete(SHOP, MACHINE, true, NONCE);
            assertEquals("DELETE " + path + "?force=true nonce=5c35", line(fly.request()));
            machines.setMetadata(SHOP, MACHINE, "a/b", "c", NONCE);
            assertEquals(
                    "POST " + path + "/metadata/a%2Fb nonce=5c35 {\"value\":\"c\"}",
                    line(fly.request()));
            machines.deleteMetadata(SHOP, MACHINE, "fly_x", Optional.empty());
            assertEquals("DELETE " + path + "/metadata/fly_x", line(fly.request()));
            assertEquals("machine.start 73d8d46dbee589", fly.paced.getFirst());
        }
    }

    @Test
    void leasesAreTakenRenewedAndReleased() {
        String answer =
                "{\"status\":\"success\",\"data\":{\"nonce\":\"5c35\",\"expires_at\":1708569778,\"owner\":\"me@example.com\",\"description\":\"\"}}";
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(201, answer).answers(200, answer).answers(200, "");
            Machines machines = fly.api.machines();
            MachineLease lease = machines.acquireLease(SHOP, MACHINE, Duration.ofMinutes(2), "why");
            assertEquals(
                    new MachineLease("5c35", Instant.ofEpochSecond(1708569778), "me@example.com"),
                    lease);
            assertEquals(
                    "POST …/machines/73d8d46dbee589/lease?ttl=120 {\"description\":\"why\",\"ttl\":120}",
                    line(fly.request()));
            machines.renewLease(SHOP, MACHINE, lease, Duration.ofSeconds(30));
            assertEquals(
                    "POST …/machines/73d8d46dbee589/lease?ttl=30 nonce=5c35 {\"description\":\"\",\"ttl\":30}",
                    line(fly.request()));
            machines.releaseLease(SHOP, MACHINE, lease);
            assertEquals("DELETE …/machines/73d8d46dbee589/lease nonce=5c35", line(fly.request()));
        }
    }

    @Test
    void commandsAreRunAndTheirEndIsRead() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                            200,
                            "{\"exit_code\":3,\"exit_signal\":0,\"stdout\":\"o\",\"stderr\":\"e\"}")
                    .answers(200, "{\"stdout\":\"fine\"}")
                    .answers(200, "{\"exit_signal\":9}");
            assertEquals(
                    new ExecResult(3, Optional.empty(), "o", "e"),
                    exec(fly, "in", List.of("a", "b c")));
            assertEquals(
                    "POST …/machines/73d8d46dbee589/exec {\"command\":[\"a\",\"b c\"],\"stdin\":\"in\",\"timeout\":9}",
                    line(fly.request()));
            assertEquals(
                    new ExecResult(0, Optional.empty(), "fine", ""),
                    exec(fly, "", List.of("true")),
                    "zero may be left out");
            assertEquals(
                    "POST …/machines/73d8d46dbee589/exec {\"command\":[\"true\"],\"timeout\":9}",
                    line(fly.request()));
            assertEquals(
                    new ExecResult(137, Optional.of(9), "", ""),
                    exec(fly, "", List.of("true")),
                    "a killed command has not succeeded");
        }
    }

    private static ExecResult exec(FlyOnTheWire fly, String stdin, List<String> command) {
        return fly.api.machines().exec(SHOP, MACHINE, command, stdin, Duration.ofSeconds(9));
    }

    @Test
    void aListThatGoWritesAsNullIsEmpty() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(200, "null");
            assertEquals(List.of(), fly.api.machines().list(SHOP));
            assertEquals("GET …/machines", line(fly.request()));
        }
    }

    @Test
    void roomIsAskedForAgainWhenNoAnswerCame() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(503, "")
                    .answers(
                            200,
                            "{\"Regions\":[{\"Region\":\"fra\",\"Count\":2,\"Concurrency\":1}]}");
            PlacementRequest question =
                    new PlacementRequest(
                            JsonText.parseObject("{\"cpus\":1}"),
                            List.of(new Region("fra"), new Region("ams")),
                            true,
                            new VolumeName("data"),
                            1L << 30,
                            Optional.of("personal"));
            assertEquals(
                    List.of(new Placement(new Region("fra"), 2)),
                    fly.api.platform().placements(question));
            fly.request();
            assertEquals(
                    "POST /v1/platform/placements {\"compute\":{\"cpus\":1},\"region\":\"fra,ams,any\",\"count\":1,\"volume_name\":\"data\",\"volume_size_bytes\":1073741824,\"org_slug\":\"personal\"}",
                    line(fly.request()));
        }
    }
}
