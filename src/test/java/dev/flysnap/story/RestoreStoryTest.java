package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back, from a lost machine and beside a living one, on a virtual clock. */
class RestoreStoryTest {
    @TempDir private Path state;

    @Test
    void whatWasLostComesBackInAnotherRegion() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            shop.lose();
            RestoreReport report = restore(shop, true);
            Machine now = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
            assertEquals(MachineState.STARTED, now.state());
            assertEquals(Shop.FRA, now.region());
            assertEquals(expectedConfig(report), now.config().orElseThrow());
            assertFalse(now.cordoned());
            assertEquals(
                    Optional.of("orders"), shop.disks().read(report.volume().value(), "shop.db"));
            Volume volume = shop.fly().volumes().get(Shop.APP, report.volume());
            assertEquals(Optional.of(14), volume.snapshotRetentionDays());
            assertEquals(Optional.of(false), volume.dailySnapshots());
            assertEquals("data", volume.name().value());
        }
    }

    @Test
    void theOldMachineEndsStoppedCordonedAndWithoutPlatformMetadata() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            RestoreReport report = restore(shop, true);
            Machine old = shop.fly().machines().get(Shop.APP, shop.machine());
            assertEquals(MachineState.STOPPED, old.state());
            assertTrue(shop.sim().world().machine(shop.machine().value()).orElseThrow().cordoned());
            assertEquals(List.of("mine"), old.metadata().keySet().stream().toList());
            Machine now = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
            assertEquals("v2", now.metadata().get("fly_platform_version"));
            assertEquals(MachineState.STARTED, now.state());
            assertTrue(report.withoutService().isPresent());
            assertEquals(
                    Optional.of("orders"), shop.disks().read(shop.volume().value(), "shop.db"));
        }
    }

    @Test
    void withoutCutoverTheAppDoesNotStartAndTheOldOneGoesOn() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            RestoreReport report = restore(shop, false);
            assertEquals(
                    MachineState.STARTED,
                    shop.fly().machines().get(Shop.APP, shop.machine()).state());
            Machine verifier = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
            assertEquals(MachineState.STOPPED, verifier.state());
            assertFalse(verifier.metadata().containsKey("fly_platform_version"));
        }
    }

    @Test
    void badDataIsRefusedAndTheOldMachineNeverStops() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            shop.create();
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> restore(shop, true));
            assertEquals("restored-data-bad", refused.problem().code());
            assertEquals(ExitCode.CHECK_NOT_MET, refused.problem().exit());
            assertEquals(
                    MachineState.STARTED,
                    shop.fly().machines().get(Shop.APP, shop.machine()).state());
            assertNothingLeftBehind(shop);
        }
    }

    @Test
    void aFailureBeforeTheCommitPutsTheOldMachineBackToWork() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.create();
            CutPoint failAtCommit =
                    () -> {
                        boolean stopped =
                                shop.sim()
                                        .world()
                                        .machine(shop.machine().value())
                                        .orElseThrow()
                                        .is(dev.flysnap.sim.world.SimMachine.State.STOPPED);
                        if (stopped && !failed) {
                            failed = true;
                            throw new dev.flysnap.problem.Problem(
                                            "injected",
                                            ExitCode.FAILED,
                                            "It failed.",
                                            "A test.",
                                            "Nothing.")
                                    .exception();
                        }
                    };
            Restore restore = shop.restore(failAtCommit);
            assertThrows(
                    FlysnapException.class,
                    () -> restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true))));
            assertTrue(failed, "the old machine had been stopped");
            Machine old = shop.fly().machines().get(Shop.APP, shop.machine());
            assertEquals(MachineState.STARTED, old.state());
            assertFalse(
                    shop.sim().world().machine(shop.machine().value()).orElseThrow().cordoned());
            assertEquals(Shop.config(shop.volume()), old.config().orElseThrow());
            assertNothingLeftBehind(shop);
        }
    }

    private boolean failed;

    @Test
    void latestWithoutAFinishedSnapshotIsRefused() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> restore(shop, true));
            assertEquals("no-finished-snapshot", refused.problem().code());
            assertNothingLeftBehind(shop);
        }
    }

    private static void assertNothingLeftBehind(Shop shop) {
        assertEquals(
                List.of(shop.machine()),
                shop.fly().machines().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Machine::id)
                        .toList());
        assertEquals(
                List.of(shop.volume()),
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .toList());
    }

    private static RestoreReport restore(Shop shop, boolean cutover) {
        Restore restore = shop.restore(CutPoint.NONE);
        return restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(cutover)));
    }

    private static Json.Obj expectedConfig(RestoreReport report) {
        Json.Obj config = Shop.config(report.volume());
        return config.with(
                "metadata",
                config.object("metadata")
                        .orElseThrow()
                        .with("flysnap_run", report.plan().run().value())
                        .withText("flysnap_restore", Shop.noteOf(report.plan())));
    }
}
