package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies before and after every journal write and before every request (which is after
 * the one before it took effect); whoever comes next brings the world to what an undisturbed run
 * gives, or back to what it was.
 */
class PowerCutTest {
    /** Far more than there are: a run that never gets through would count for ever. */
    private static final int MOST_POINTS = 1000;

    private static final int APART = Points.apart(12);

    /** Where one begins that cuts nearly what another does, so that they cut at other points. */
    private static final int BETWEEN = 1 + APART / 2;

    private static final String NO_ROOM =
            "{\"error\":\"no room beside the volume\",\"status\":\"insufficient_capacity\"}";

    @TempDir private Path states;
    private int shops;
    private String imageHas = "@flysnap yes\n@done";

    @Test
    void aRestoreThatWasCutAnywhereIsFinishedByContinue() {
        isFinishedByContinue(1);
    }

    @Test
    void aRestoreThatIsVerifiedBySqlite3AndWasCutAnywhereIsFinishedByContinue() {
        imageHas = "@sqlite3 3.40.1\n@done";
        isFinishedByContinue(BETWEEN);
    }

    private void isFinishedByContinue(int first) {
        WorldView undisturbed;
        try (Shop shop = shopWithSnapshot()) {
            restore(shop);
            undisturbed = shop.sim().view();
        }
        int points = 0;
        for (int point = first; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopWithSnapshot()) {
                RunId run = restoreUntil(shop, point);
                if (shop.journal().run(run).isEmpty()) {
                    // Nothing had begun, so nothing is to be continued.
                    continue;
                }
                if (shop.journal().status(run) == RunStatus.DONE && !wasCut) {
                    break;
                }
                points++;
                if (!shop.journal().events(run).toString().contains("no room beside the volume")) {
                    shop.sim().faults().clear();
                    withoutRoomForAMachine(shop);
                }
                var _ =
                        shop.restore()
                                .continueRun(
                                        shop.journal().run(run).orElseThrow(),
                                        Optional.of(Goal.CUTOVER));
                assertEquals(undisturbed, shop.settledView(), "after a cut at point " + point);
                assertEquals(RunStatus.DONE, shop.journal().status(run));
            }
        }
        System.out.println("restore, continued: " + points + " points cut");
        assertTrue(points > 100 / APART, points + " points were cut");
    }

    @Test
    void aRestoreThatWasCutAnywhereCanBeUndone() {
        WorldView before;
        try (Shop shop = shopWithSnapshot()) {
            before = shop.sim().view();
        }
        int points = 0;
        for (int point = BETWEEN; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopWithSnapshot()) {
                RunId run = restoreUntil(shop, point);
                if (shop.journal().run(run).isEmpty()) {
                    continue;
                }
                if (!wasCut) {
                    break;
                }
                points++;
                var record = shop.journal().run(run).orElseThrow();
                shop.restore().undo(record);
                boolean committed = shop.restore().previewUndo(record).afterCommit();
                if (committed) {
                    assertReverted(before, shop.settledView(), "after a cut at point " + point);
                } else {
                    assertEquals(before, shop.settledView(), "after a cut at point " + point);
                }
                assertEquals(RunStatus.UNDONE, shop.journal().status(run));
            }
        }
        System.out.println("restore, undone: " + points + " points cut");
        assertTrue(points > 100 / APART, points + " points were cut");
    }

    @Test
    void aCreateThatWasCutAnywhereEndsWithOneNewSnapshot() {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Shop shop = new Shop(state(), Switches.DEFAULTS)) {
                RunId run = shop.nextRun();
                wasCut = false;
                shop.cut().arm(point);
                try {
                    var create = shop.creation();
                    var _ = create.run(create.plan(run, Shop.createRequest(HoldUntil.CREATED)));
                } catch (PowerCut.Dark cut) {
                    wasCut = true;
                }
                shop.cut().disarm();
                if (shop.journal().run(run).isEmpty()) {
                    continue;
                }
                if (!wasCut) {
                    break;
                }
                points++;
                var _ = shop.creation().continueRun(shop.journal().run(run).orElseThrow());
                long there =
                        shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                                .map(Snapshot::status)
                                .filter(it -> it.isFinished())
                                .count();
                assertEquals(1, there, "after a cut at point " + point);
                assertEquals(1, shop.journal().snapshots(Shop.APP).size());
                assertEquals(RunStatus.DONE, shop.journal().status(run));
            }
        }
        System.out.println("create, continued: " + points + " points cut");
        assertTrue(points > 30 / APART, points + " points were cut");
    }

    @Test
    void aCreateWithItsOwnRetentionThatWasCutAnywhereLeavesTheVolumeAsItWas() {
        int points = 0;
        for (int point = BETWEEN; point < MOST_POINTS; point += APART) {
            try (Shop shop = new Shop(state(), Switches.DEFAULTS)) {
                RunId run = shop.nextRun();
                wasCut = false;
                shop.cut().arm(point);
                try {
                    var create = shop.creation();
                    var _ = create.run(create.plan(run, retained()));
                } catch (PowerCut.Dark cut) {
                    wasCut = true;
                }
                shop.cut().disarm();
                if (shop.journal().run(run).isEmpty()) {
                    continue;
                }
                if (!wasCut) {
                    break;
                }
                points++;
                var receipt = shop.creation().continueRun(shop.journal().run(run).orElseThrow());
                String when = "after a cut at point " + point;
                assertEquals(Optional.of(30), receipt.retentionDays(), when);
                assertEquals(
                        List.of(Optional.of(30)),
                        shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                                .map(Snapshot::retentionDays)
                                .toList(),
                        when);
                assertEquals(
                        Optional.of(14),
                        shop.fly().volumes().get(Shop.APP, shop.volume()).snapshotRetentionDays(),
                        when);
                assertEquals(RunStatus.DONE, shop.journal().status(run));
            }
        }
        System.out.println("create --retain, continued: " + points + " points cut");
        assertTrue(points > 40 / APART, points + " points were cut");
    }

    private static CreateRequest retained() {
        return CreateRequests.retained(Shop.createRequest(HoldUntil.CREATED), 30);
    }

    private boolean wasCut;

    private RunId restoreUntil(Shop shop, int point) {
        RunId run = shop.nextRun();
        wasCut = false;
        shop.cut().arm(point);
        try {
            var restore = shop.restore();
            var _ = restore.run(restore.plan(run, throughThreeRegions()));
        } catch (PowerCut.Dark cut) {
            wasCut = true;
        }
        shop.cut().disarm();
        return run;
    }

    private static RunId restore(Shop shop) {
        RunId run = shop.nextRun();
        var restore = shop.restore();
        var _ = restore.run(restore.plan(run, throughThreeRegions()));
        return run;
    }

    /** The first has no room for the volume, the second none for the machine. */
    private static RestoreRequest throughThreeRegions() {
        return Shop.request(true).toRegions(Shop.CDG, new Region("arn"), Shop.FRA).build();
    }

    private Shop shopWithSnapshot() {
        Shop shop = new Shop(state(), Switches.DEFAULTS);
        shop.imageHas(imageHas);
        var _ = shop.create();
        shop.fill(Shop.CDG);
        withoutRoomForAMachine(shop);
        return shop;
    }

    private static void withoutRoomForAMachine(Shop shop) {
        shop.sim().faults().queue(Fault.next("machines.create", Fault.status(412, NO_ROOM)));
    }

    private Path state() {
        shops++;
        return states.resolve("s" + shops);
    }

    /**
     * The old machine works as before; the new one stands still, unseen by traffic and deploys,
     * with its volume.
     */
    private static void assertReverted(WorldView before, WorldView now, String when) {
        var old = before.app("shop").machines().getFirst();
        var machines = now.app("shop").machines();
        assertTrue(machines.contains(old), when);
        assertEquals(2, machines.size(), when);
        for (var machine : machines) {
            if (!machine.equals(old)) {
                assertEquals("stopped", machine.state(), when);
                assertTrue(machine.cordoned(), when);
                // Its note tells what the old one had: by keys alone a deploy takes a machine.
                var metadata = machine.config().object("metadata").orElseThrow();
                assertTrue(
                        metadata.fields().keySet().stream().noneMatch(it -> it.startsWith("fly_")),
                        when);
            }
        }
        assertTrue(now.app("shop").volumes().containsAll(before.app("shop").volumes()), when);
        assertEquals(2, now.app("shop").volumes().size(), when);
    }
}
