package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.player.FlyctlPlayer;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimVolume;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploys and scales, played by the simulator: whatever flysnap did before, one writer remains. */
class PlayersTest {
    private static final FlyctlPlayer.AppConfig TOML =
            new FlyctlPlayer.AppConfig(
                    Optional.of(Shop.NEXT_IMAGE),
                    Optional.of(new FlyctlPlayer.Mount("data", "/data")));

    /** Far more than there are. */
    private static final int MOST_POINTS = 1000;

    @TempDir private Path states;
    private int shops;

    @Test
    void afterACutoverADeployUpdatesTheNewMachineAndRevivesNothing() {
        try (Shop shop = shop()) {
            RunRecord run = restored(shop);
            assertOneWriterAfterPlay(shop, "fra");
            assertEquals("done", status(shop, run));
        }
    }

    @Test
    void afterAnUndoADeployUpdatesTheOldMachineAndRevivesNothing() {
        try (Shop shop = shop()) {
            shop.restore().undo(restored(shop));
            assertOneWriterAfterPlay(shop, "ams");
        }
    }

    @Test
    void afterAMoveAndAfterItsUndoOneWriterRemains() {
        try (Shop shop = shop()) {
            RunId run = shop.nextRun();
            var _ = shop.restore().run(shop.movePlan(run));
            assertOneWriterAfterPlay(shop, "fra");
        }
        try (Shop shop = shop()) {
            RunId run = shop.nextRun();
            var _ = shop.restore().run(shop.movePlan(run));
            shop.restore().undo(shop.journal().run(run).orElseThrow());
            assertOneWriterAfterPlay(shop, "ams");
        }
    }

    @Test
    void afterARestoreThatWaitsForItsCutoverTheVerifierIsNotAdopted() {
        try (Shop shop = shop()) {
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(false)));
            assertOneWriterAfterPlay(shop, "ams");
        }
    }

    @Test
    void afterACutAtAnyPointAndTheWayBackOneWriterRemains() {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += 9 * Points.apart(2)) {
            try (Shop shop = shop()) {
                RunId id = shop.nextRun();
                shop.cut().arm(point);
                try {
                    Restore restore = shop.restore();
                    var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
                    shop.cut().disarm();
                    break;
                } catch (PowerCut.Dark dark) {
                    shop.cut().disarm();
                }
                Optional<RunRecord> run = shop.journal().run(id);
                run.ifPresent(it -> shop.restore().undo(it));
                assertOneWriterAfterPlay(shop, "ams");
                points++;
            }
        }
        assertTrue(points > 10 / Points.apart(2), points + " points were cut");
    }

    @Test
    void aDeployAtAnyPointOfARestoreLeavesOneWriter() {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += 5 * Points.apart(2)) {
            try (Shop shop = shop()) {
                Restore restore = shop.restore();
                RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
                if (!deployedAt(shop, point, () -> restore.run(plan))) {
                    break;
                }
                points++;
                assertOneWriterAfterPlay(shop);
            }
        }
        System.out.println("deploys in the middle of a restore: " + points);
        assertTrue(points > 20 / Points.apart(2), points + " points");
    }

    @Test
    void aDeployAtAnyPointOfAMoveLeavesOneWriter() {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += 5 * Points.apart(2)) {
            try (Shop shop = shop()) {
                RestorePlan plan = shop.movePlan(shop.nextRun());
                if (!deployedAt(shop, point, () -> shop.restore().run(plan))) {
                    break;
                }
                points++;
                assertOneWriterAfterPlay(shop);
            }
        }
        System.out.println("deploys in the middle of a move: " + points);
        assertTrue(points > 20 / Points.apart(2), points + " points");
    }

    @Test
    void aDeployBeforeTheCutoverFailsTheRestoreAndKeepsTheDeploy() {
        try (Shop shop = shop()) {
            Restore restore = shop.restore();
            RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
            var _ = shop.sim().flyctl().deploy(Shop.APP.value(), TOML);
            Problem problem =
                    assertThrows(FlysnapException.class, () -> restore.run(plan)).problem();
            assertEquals("deployed-meanwhile", problem.code());
            assertTrue(
                    problem.what().contains(Shop.IMAGE) && problem.what().contains(Shop.NEXT_IMAGE),
                    problem.what());
            assertEquals(
                    List.of(Shop.NEXT_IMAGE),
                    shop.writers().stream().map(it -> it.config().image()).toList());
            assertEquals(1, shop.sim().view().app("shop").volumes().size(), "nothing is left");
        }
    }

    @Test
    void aScaleThatTakesTheNewVolumeIsNamedWithTheWayOut() {
        try (Shop shop = shop()) {
            WorldView before = shop.sim().view();
            Restore restore = shop.restore(() -> takeNewVolume(shop));
            RunId id = shop.nextRun();
            Problem problem =
                    assertThrows(
                                    FlysnapException.class,
                                    () -> restore.run(restore.plan(id, Shop.restoreRequest(true))))
                            .problem();
            assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
            SimMachine thief =
                    shop.writers().stream()
                            .filter(it -> it.birth().region().equals("fra"))
                            .findFirst()
                            .orElseThrow();
            assertTrue(
                    problem.next().contains("fly machine destroy --force " + thief.id()),
                    problem.next());
            assertTrue(problem.next().contains("flysnap undo " + id), problem.next());

            Instructions.follow(shop, problem.next());
            assertEquals(before, shop.sim().view());
        }
    }

    /** As soon as it is there and nobody has it. */
    private static void takeNewVolume(Shop shop) {
        boolean free =
                shop.sim().world().volumesOf(Shop.APP.value()).stream()
                        .anyMatch(volume ->
                                volume.region().equals("fra")
                                        && volume.isUsable()
                                        && volume.machine().isEmpty());
        if (free) {
            var _ =
                    shop.sim()
                            .flyctl()
                            .scale(Shop.APP.value(), 2, FlyctlPlayer.AppConfig.UNCHANGED);
        }
    }

    @Test
    void aLeaseOfOursMakesADeployFailInsteadOfTheMove() {
        try (Shop shop = shop()) {
            RestorePlan plan = shop.movePlan(shop.nextRun());
            boolean[] refused = {false};
            Restore restore =
                    shop.restore(() -> {
                        if (shop.writers().isEmpty()) {
                            Refusal refusal =
                                    assertThrows(
                                            Refusal.class,
                                            () ->
                                                    shop.sim()
                                                            .flyctl()
                                                            .deploy(Shop.APP.value(), TOML));
                            refused[0] |= refusal.error().contains("lease currently held");
                        }
                    });
            var _ = restore.run(plan);
            assertTrue(refused[0]);
            assertOneWriterAfterPlay(shop, "fra");
        }
    }

    @Test
    void whileAFenceIsPendingADeployFailsOnTheDeadHostAndAfterwardsOneWriterRemains() {
        try (Shop shop = shop()) {
            host(shop, true);
            Restore restore = shop.restore();
            RunId id = shop.nextRun();
            assertThrows(
                    FlysnapException.class,
                    () -> restore.run(restore.plan(id, Shop.unfencedRequest())));
            assertFalse(played(shop), "nothing can be done on a dead host");
            host(shop, false);
            assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
            assertOneWriterAfterPlay(shop, "fra");
        }
    }

    private static void host(Shop shop, boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    /**
     * @return false when the run has fewer points
     */
    private static boolean deployedAt(Shop shop, int point, Runnable run) {
        boolean[] deployed = {false, false};
        shop.cut()
                .at(
                        point,
                        () -> {
                            deployed[0] = true;
                            deployed[1] = played(shop);
                        });
        try {
            run.run();
        } catch (FlysnapException e) {
            if (e.problem().exit() == ExitCode.NEEDS_OPERATOR) {
                Instructions.follow(shop, e.problem().next());
            }
        } finally {
            shop.cut().disarm();
        }
        if (deployed[1]) {
            assertEquals(
                    List.of(Shop.NEXT_IMAGE),
                    shop.writers().stream().map(it -> it.config().image()).toList(),
                    "a deploy at point " + point + " is not taken back");
        }
        return deployed[0];
    }

    /**
     * @return whether it was not refused
     */
    private static boolean played(Shop shop) {
        try {
            var _ = shop.sim().flyctl().deploy(Shop.APP.value(), TOML);
            return true;
        } catch (Refusal refused) {
            assertFalse(refused.error().isEmpty());
            return false;
        }
    }

    private static void assertOneWriterAfterPlay(Shop shop, String region) {
        assertEquals(region, assertOneWriterAfterPlay(shop).birth().region());
    }

    /** Deploy, scale to one, and at last scale to two: that one gets an empty volume. */
    private static SimMachine assertOneWriterAfterPlay(Shop shop) {
        assertTrue(played(shop));
        var _ = shop.sim().flyctl().scale(Shop.APP.value(), 1, TOML);
        List<SimMachine> writers = shop.writers();
        assertEquals(1, writers.size(), () -> "writers: " + writers);
        SimMachine writer = writers.getFirst();
        String volume = writer.volume().orElseThrow();
        assertEquals(Optional.of("orders"), shop.disks().read(volume, "shop.db"));
        List<String> volumes = ids(shop);
        var _ = shop.sim().flyctl().scale(Shop.APP.value(), 2, TOML);
        for (SimMachine one : shop.writers()) {
            String mounted = one.volume().orElseThrow();
            assertTrue(
                    one.id().equals(writer.id()) || !volumes.contains(mounted),
                    "a second machine found data that flysnap had left");
        }
        assertNotEquals(volumes, ids(shop), "it got a new one");
        return writer;
    }

    private static List<String> ids(Shop shop) {
        return shop.sim().world().volumesOf(Shop.APP.value()).stream()
                .filter(it -> !it.isDead())
                .map(SimVolume::id)
                .toList();
    }

    private static RunRecord restored(Shop shop) {
        Restore restore = shop.restore();
        RunId id = shop.nextRun();
        var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
        return shop.journal().run(id).orElseThrow();
    }

    private static String status(Shop shop, RunRecord run) {
        return shop.journal().status(run.id()).name().toLowerCase(java.util.Locale.ROOT);
    }

    private Shop shop() {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        return shop;
    }
}
