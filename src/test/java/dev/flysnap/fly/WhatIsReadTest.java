package dev.flysnap.fly;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.http.FlyOnTheWire;
import dev.flysnap.fly.resource.App;
import dev.flysnap.fly.resource.Regions;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers in the shapes that the documentation shows and that others have seen. */
class WhatIsReadTest {

    @Test
    void aVolumeIsRead() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                    200,
                    """
                    {"id":"vol_9vw681egy1jj5xm4","name":"disk","state":"hydrating","size_gb":3,"region":"yul",
                     "zone":"09cd","encrypted":true,"attached_machine_id":"6e8297dc244287","attached_alloc_id":null,
                     "created_at":"2023-09-01T19:47:14.774Z","snapshot_retention":5,"auto_backup_enabled":true,
                     "host_status":"unreachable","something_new":{"x":1}}
                    """);
            Volume volume = fly.api.volumes().get(SHOP, VOLUME);
            assertEquals(
                    new Volume(
                            VOLUME,
                            new VolumeName("disk"),
                            new VolumeState("hydrating"),
                            3,
                            new Region("yul"),
                            true,
                            Optional.of(new dev.flysnap.model.MachineId("6e8297dc244287")),
                            Optional.of(Instant.parse("2023-09-01T19:47:14.774Z")),
                            Optional.of(5),
                            Optional.of(true),
                            HostStatus.UNREACHABLE),
                    volume);
        }
    }

    @Test
    void whatGoWritesForNothingIsNothing() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                    200,
                    """
                    [{"id":"vol_9vw681egy1jj5xm4","name":"disk","state":"destroyed","size_gb":3,"region":"yul",
                      "attached_machine_id":"","created_at":"0001-01-01T00:00:00Z","host_status":""}]
                    """);
            Volume volume = fly.api.volumes().list(SHOP).getFirst();
            assertEquals(Optional.empty(), volume.attachedMachine());
            assertEquals(Optional.empty(), volume.createdAt());
            assertEquals(HostStatus.OK, volume.hostStatus());
            assertTrue(volume.state().isDead(), "deleted ones are in the list");
        }
    }

    @Test
    void snapshotRowsOldAndUnfinishedAreRead() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                    200,
                    """
                    [{"id":"vs_4LNvXLLK0P6tk6KgqoexaBw","size":36007729,"digest":"76d6-1","created_at":"2023-12-02T20:59:35+00:00","retention_days":5},
                     {"id":"vs_old","size":0,"digest":"","created_at":"2023-12-02T20:59:35+00:00"},
                     {"id":"","status":"waiting","size":0,"volume_size":0,"digest":"","created_at":null},
                     {"id":null,"status":"","size":0},
                     {"id":"vs_abcd","status":"running","size":0,"volume_size":1073741824},
                     {"id":"vs_abcde","status":"created","size":5,"volume_size":1073741824,"digest":"d","created_at":"2023-12-02T20:59:35Z"},
                     {"id":"vs_abcdef","status":"exploded","size":0}]
                    """
                            .replace("vs_old", "vs_oldest"));
            List<Snapshot> rows = fly.api.snapshots().list(SHOP, VOLUME);
            assertEquals(
                    List.of(
                            "created",
                            "waiting",
                            "waiting",
                            "waiting",
                            "running",
                            "created",
                            "exploded"),
                    rows.stream().map(it -> it.status().value()).toList());
            assertEquals(Optional.empty(), rows.get(2).id());
            assertEquals(Optional.empty(), rows.get(3).id());
            assertEquals(Optional.empty(), rows.get(2).volumeBytes());
            assertEquals(Optional.of(1L << 30), rows.get(5).volumeBytes());
            assertEquals(Optional.of(5), rows.get(0).retentionDays());
            assertEquals(
                    Optional.of(Instant.parse("2023-12-02T20:59:35Z")), rows.get(0).createdAt());
            assertTrue(rows.get(6).status().isFailed());
            assertEquals(SnapshotStatus.CREATED, rows.get(5).status());
        }
    }

    @Test
    void aMachineIsRead() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                    200,
                    """
                    {"id":"73d8d46dbee589","name":"lingering-moon-48","state":"started","region":"cdg",
                     "instance_id":"01G3","private_ip":"fdaa:0:3ec2::2","cordoned":true,"host_status":"ok",
                     "config":{"image":"x","metadata":{"fly_process_group":"app"},
                               "mounts":[{"volume":"vol_9vw681egy1jj5xm4","path":"/data"}]},
                     "image_ref":{"registry":"registry-1.docker.io","repository":"library/ubuntu","tag":"latest","digest":"sha256:c9cf","labels":{}},
                     "created_at":"2023-11-08T01:52:30Z",
                     "checks":[{"name":"web","status":"passing","output":"200 OK","updated_at":"2023-11-08T01:52:30Z"}],
                     "events":[{"type":"exit","status":"stopped","source":"flyd","timestamp":1699408350300,
                                "request":{"exit_event":{"exit_code":137,"oom_killed":true}}},
                               {"type":"launch","status":"created","source":"user","timestamp":1699408350299}]}
                    """);
            Machine machine = fly.api.machines().get(SHOP, MACHINE);
            assertEquals("started", machine.state().value());
            assertEquals(Optional.of("01G3"), machine.instanceId());
            assertEquals(Optional.of("fdaa:0:3ec2::2"), machine.privateIp());
            assertTrue(machine.cordoned());
            assertEquals(List.of(VOLUME), machine.mountedVolumes());
            assertEquals(Map.of("fly_process_group", "app"), machine.metadata());
            assertEquals(
                    Optional.of("registry-1.docker.io/library/ubuntu:latest@sha256:c9cf"),
                    machine.imageRef());
            assertEquals(List.of(new Machine.Check("web", "passing", "200 OK")), machine.checks());
            assertEquals(
                    new Machine.Event(
                            "exit",
                            "stopped",
                            Optional.of(Instant.ofEpochMilli(1699408350300L)),
                            Optional.of(new Machine.Exit(137, true, false))),
                    machine.events().getFirst());
        }
    }

    @Test
    void aConfigFromAHostThatDoesNotAnswerIsNotTaken() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                    200,
                    """
                    {"id":"73d8d46dbee589","name":"n","state":"started","region":"cdg","host_status":"unreachable",
                     "config":{"image":"half"},"incomplete_config":{"image":"half"}}
                    """);
            Machine machine = fly.api.machines().get(SHOP, MACHINE);
            assertEquals(Optional.empty(), machine.config());
            assertEquals(HostStatus.UNREACHABLE, machine.hostStatus());
            assertFalse(machine.cordoned());
        }
    }

    @Test
    void anAppAndTheRegionsAreRead() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(
                            200,
                            "{\"id\":\"x\",\"name\":\"shop\",\"status\":\"deployed\",\"organization\":{\"name\":\"Me\",\"slug\":\"personal\"}}")
                    .answers(
                            200,
                            "{\"Regions\":[{\"code\":\"ams\",\"name\":\"Amsterdam\",\"requires_paid_plan\":true},{\"code\":\"fra\",\"name\":\"Frankfurt\"}],\"Nearest\":\"fra\"}")
                    .answers(200, "{\"fly_release_version\":\"63\"}");
            assertEquals(
                    new App(new AppName("shop"), "personal", "deployed"), fly.api.apps().get(SHOP));
            Regions regions = fly.api.platform().regions();
            assertTrue(regions.contains(new Region("ams")));
            assertFalse(regions.contains(new Region("xxx")));
            assertEquals(Optional.of(new Region("fra")), regions.nearest());
            assertEquals(
                    Map.of("fly_release_version", "63"),
                    fly.api.machines().metadata(SHOP, MACHINE));
        }
    }
}
