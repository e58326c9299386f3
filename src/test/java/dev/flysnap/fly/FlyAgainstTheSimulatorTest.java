package dev.flysnap.fly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole client against the simulated Fly, on its virtual clock. */
@Timeout(180)
class FlyAgainstTheSimulatorTest {
    private static final AppName SHOP = new AppName("shop");
    private static final Region AMS = new Region("ams");
    private static final Optional<String> NO_LEASE = Optional.empty();

    private final MemoryDisks disks = new MemoryDisks();
    private Simulator sim;
    private FlyApi fly;

    @BeforeEach
    void start() {
        sim = Simulator.start(SimSettings.scripted(new ScriptedMachinery(), disks).withApp("shop"));
        fly =
                FlyApi.of(
                        FlySettings.of(
                                URI.create(sim.baseUrl()),
                                FlyToken.parse(sim.token()),
                                "flysnap/test"),
                        (action, target) -> {},
                        sim.sleeper(),
                        sim.clock());
    }

    @AfterEach
    void stop() {
        fly.close();
        sim.close();
    }

    private Volume volume(Region region, Optional<SnapshotId> snapshot) {
        VolumeId id =
                fly.volumes()
                        .create(
                                SHOP,
                                new CreateVolume(
                                        new VolumeName("data"),
                                        region,
                                        1,
                                        true,
                                        snapshot,
                                        Optional.of(9),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        sim.sleeper().sleep(Duration.ofMinutes(1));
        return fly.volumes().get(SHOP, id);
    }

    private Machine machine(String name, Volume volume) {
        Json.Obj config =
                JsonText.parseObject(
                        "{\"image\":\"shop:1\",\"init\":{\"exec\":[\"shop\"]},\"x\":1.50,\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}"
                                .formatted(volume.id()));
        Machine machine =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine(name, volume.region(), config, false, false));
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                machine.id(),
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(60)));
        return fly.machines().get(SHOP, machine.id());
    }

    @Test
    void aSnapshotIsTakenAndBroughtBackElsewhere() {
        assertEquals(SHOP, fly.apps().get(SHOP).name());
        assertTrue(fly.platform().regions().contains(AMS));
        Volume volume = volume(AMS, Optional.empty());
        assertEquals(Optional.of(9), volume.snapshotRetentionDays());
        Machine machine = machine("web", volume);
        disks.write(volume.id().value(), "orders", "17");
        Optional<SnapshotId> announced = fly.snapshots().request(SHOP, volume.id()).announcedId();
        sim.sleeper().sleep(Duration.ofMinutes(2));
        Snapshot snapshot = fly.snapshots().list(SHOP, volume.id()).getFirst();
        assertTrue(snapshot.status().isFinished());
        assertEquals(announced, snapshot.id());

        Volume restored = volume(new Region("fra"), snapshot.id());
        assertTrue(restored.state().isReady());
        assertEquals(Optional.of("17"), disks.read(restored.id().value(), "orders"));
        Machine second = machine("web2", restored);
        assertEquals(List.of(restored.id()), second.mountedVolumes());
        assertEquals(
                machine.config().flatMap(it -> it.get("x")),
                second.config().flatMap(it -> it.get("x")));
    }

    @Test
    void aMachineIsCutOffStoppedAndDeletedUnderALease() {
        Machine machine = machine("web", volume(AMS, Optional.empty()));
        Machines machines = fly.machines();
        machines.setMetadata(SHOP, machine.id(), "flysnap_run", "run_abcdef", NO_LEASE);
        assertEquals("run_abcdef", machines.metadata(SHOP, machine.id()).get("flysnap_run"));
        machines.deleteMetadata(SHOP, machine.id(), "flysnap_run", NO_LEASE);
        assertFalse(machines.metadata(SHOP, machine.id()).containsKey("flysnap_run"));

        MachineLease lease =
                machines.acquireLease(SHOP, machine.id(), Duration.ofMinutes(2), "test");
        FlyException leased =
                assertThrows(FlyException.class, () -> machines.stop(SHOP, machine.id(), NO_LEASE));
        assertEquals("fly-machine-leased", leased.problem().code());
        assertEquals(Outcome.NOT_DONE, leased.outcome());
        Optional<String> nonce = Optional.of(lease.nonce());
        machines.cordon(SHOP, machine.id(), nonce);
        machines.stop(SHOP, machine.id(), nonce);
        assertTrue(
                machines.waitFor(
                        SHOP,
                        machine.id(),
                        MachineState.STOPPED,
                        machine.instanceId(),
                        Duration.ofSeconds(60)));
        lease = machines.renewLease(SHOP, machine.id(), lease, Duration.ofMinutes(2));
        machines.releaseLease(SHOP, machine.id(), lease);
        assertFalse(
                machines.waitFor(
                        SHOP,
                        machine.id(),
                        MachineState.STARTED,
                        Optional.empty(),
                        Duration.ofSeconds(1)),
                "it stays stopped");
        machines.delete(SHOP, machine.id(), true, NO_LEASE);
        assertEquals(
                List.of(),
                machines.list(SHOP).stream().filter(it -> !it.state().isDead()).toList());
    }

    @Test
    void whatTheNetworkDidToAChangeIsTold() {
        Volume volume = volume(AMS, Optional.empty());
        for (String fault : List.of("cut-before", "cut-after", "half-body")) {
            sim.faults().queue(Fault.parse("POST /v1/apps/shop/volumes/*/snapshots=" + fault));
            int before = fly.snapshots().list(SHOP, volume.id()).size();
            Outcome outcome = outcomeOfARequest(volume.id());
            sim.sleeper().sleep(Duration.ofMinutes(2));
            int made = fly.snapshots().list(SHOP, volume.id()).size() - before;
            assertEquals(Outcome.UNKNOWN, outcome, fault);
            assertEquals(fault.equals("cut-before") ? 0 : 1, made, fault + ": never twice");
        }
    }

    private Outcome outcomeOfARequest(VolumeId volume) {
        return assertThrows(FlyException.class, () -> fly.snapshots().request(SHOP, volume))
                .outcome();
    }

    @Test
    void whatIsNotThereIsToldByItsKind() {
        assertEquals(
                "fly-app-unknown",
                assertThrows(FlyException.class, () -> fly.apps().get(new AppName("nope")))
                        .problem()
                        .code());
        assertEquals(
                "fly-volume-unknown",
                assertThrows(
                                FlyException.class,
                                () -> fly.volumes().get(SHOP, new VolumeId("vol_abcdefgh")))
                        .problem()
                        .code());
        assertEquals(
                "fly-snapshot-unknown",
                assertThrows(
                                FlyException.class,
                                () -> volume(AMS, Optional.of(new SnapshotId("vs_abcdefgh"))))
                        .problem()
                        .code());
    }
}
