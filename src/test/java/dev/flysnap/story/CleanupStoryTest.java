package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.CreateMachine;
import dev.flysnap.fly.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.Cleanup;
import dev.flysnap.restore.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.world.Switches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs left behind goes; everything else stays. */
class CleanupStoryTest {
    private static final Duration A_DAY = Duration.ofHours(25);

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.USUAL);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void whatAnInterruptedRunMadeGoes() {
        WorldView before = shop.sim().view();
        for (int point : List.of(25, 40, 60)) {
            cutAt(point);
        }
        assertTrue(shop.sim().view().app("shop").volumes().size() > 1);
        Cleanup.Outcome outcome = cleanup().run(Shop.APP);
        assertEquals(List.of(), outcome.problems());
        assertEquals(before, shop.sim().view());
        assertEquals(List.of(), cleanup().plan(Shop.APP));
    }

    @Test
    void whatARunMadeThatIsDoneStays() {
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(false)));
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        WorldView before = shop.sim().view();
        assertEquals(List.of(), cleanup().plan(Shop.APP));
        var _ = cleanup().run(Shop.APP);
        assertEquals(before, shop.sim().view());
    }

    @Test
    void throwAwayThingsGoByTheirNameWhenTheyAreOldUnattachedAndNotLeased() {
        VolumeId loose = volume("flysnap_drill_1");
        VolumeId used = volume("flysnap_drill_2");
        VolumeId theirs = volume("others");
        MachineId holder = machine("holder", Optional.of(used));
        MachineId still = machine("flysnap_verifier", Optional.empty());
        MachineId leased = machine("flysnap_leased", Optional.empty());
        assertEquals(List.of(), cleanup().plan(Shop.APP), "all are young");
        shop.sim().sleeper().sleep(A_DAY);
        VolumeId young = volume("flysnap_drill_3");
        var _ = shop.fly().machines().acquireLease(Shop.APP, leased, A_DAY.minusHours(2), "work");

        Cleanup.Outcome outcome = cleanup().run(Shop.APP);
        assertEquals(List.of(), outcome.problems());
        assertEquals(
                List.of(
                        new Cleanup.Item.NamedMachine(shop.fly().machines().get(Shop.APP, still))
                                .machine()
                                .id()),
                outcome.removed().stream()
                        .flatMap(it ->
                                it instanceof Cleanup.Item.NamedMachine(var gone)
                                        ? java.util.stream.Stream.of(gone.id())
                                        : java.util.stream.Stream.empty())
                        .toList());
        assertEquals(
                List.of(loose),
                outcome.removed().stream()
                        .flatMap(it ->
                                it instanceof Cleanup.Item.NamedVolume(var gone)
                                        ? java.util.stream.Stream.of(gone.id())
                                        : java.util.stream.Stream.empty())
                        .toList());
        List<VolumeId> living =
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .toList();
        assertTrue(
                living.containsAll(List.of(used, theirs, young, shop.volume())), living::toString);
        List<MachineId> machines =
                shop.fly().machines().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(it -> it.id())
                        .toList();
        assertTrue(
                machines.containsAll(List.of(holder, leased, shop.machine())), machines::toString);
    }

    private Cleanup cleanup() {
        return new Cleanup(shop.bench(shop.cut()));
    }

    private void cutAt(int point) {
        RunId run = shop.nextRun();
        shop.cut().arm(point);
        assertThrows(
                PowerCut.Dark.class,
                () -> {
                    Restore restore = shop.restore();
                    restore.run(restore.plan(run, Shop.restoreRequest(false)));
                });
        shop.cut().disarm();
    }

    private VolumeId volume(String name) {
        VolumeId id =
                shop.fly()
                        .volumes()
                        .create(
                                Shop.APP,
                                new CreateVolume(
                                        new VolumeName(name),
                                        Shop.AMS,
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.of(5),
                                        Optional.of(false),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        return id;
    }

    /** Made, and not launched. */
    private MachineId machine(String name, Optional<VolumeId> volume) {
        Json.Obj config = Json.Obj.empty().with("image", Shop.IMAGE);
        Json.Obj mounting = volume.map(it -> Shop.config(it).without("metadata")).orElse(config);
        MachineId id =
                shop.fly()
                        .machines()
                        .create(Shop.APP, new CreateMachine(name, Shop.AMS, mounting, true, false))
                        .id();
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        return id;
    }
}
