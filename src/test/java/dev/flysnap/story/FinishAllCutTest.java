package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The finish of all runs, of two replaced pairs and of what an undo has kept, dies before and after
 * every write of the journal and before every request; done once more it ends as an undisturbed
 * one.
 */
class FinishAllCutTest {
    private static final int STEP = 4 * Points.apart(8);
    private static final int MOST_POINTS = 1000;

    @TempDir private Path states;
    private int shops;

    @Test
    void aFinishOfAllThatWasCutAnywhereIsCompletedByAnother() {
        WorldView.AppView undisturbed = undisturbed();
        assertEquals(1, undisturbed.volumes().size());
        int points = cutAtEach(1, (shop, _) -> finishAll(shop), undisturbed);
        System.out.println("finish of all, done once more: " + points + " points cut");
        assertTrue(points * STEP > 40, points + " points were cut");
    }

    @Test
    void aFinishOfAllThatWasCutAnywhereIsCompletedByWhatTheOpenRunNames() {
        int points =
                cutAtEach(
                        1 + STEP / 2,
                        (shop, open) -> {
                            for (RunRecord run : open) {
                                end(shop, run);
                            }
                            finishAll(shop);
                        },
                        undisturbed());
        assertTrue(points * STEP > 40, points + " points were cut");
    }

    /** With the command that is named for it. */
    private static void end(Shop shop, RunRecord run) {
        if (shop.restore().commandToEnd(run).contains("undo")) {
            var _ = shop.restore().undo(run);
        } else {
            var _ = shop.restore().continueRun(run);
        }
    }

    private interface Completion {
        void complete(Shop shop, List<RunRecord> open);
    }

    private WorldView.AppView undisturbed() {
        try (Shop shop = shop()) {
            finishAll(shop);
            return shop.settledView().app("shop");
        }
    }

    private int cutAtEach(int first, Completion completion, WorldView.AppView undisturbed) {
        int points = 0;
        for (int point = first; point < MOST_POINTS; point += STEP) {
            try (Shop shop = shop()) {
                shop.cut().arm(point);
                try {
                    finishAll(shop);
                    return points;
                } catch (PowerCut.Dark dark) {
                    points++;
                } finally {
                    shop.cut().disarm();
                }
                List<RunRecord> open =
                        shop.journal().runs(Shop.APP).stream()
                                .filter(it -> shop.journal().status(it.id()) == RunStatus.OPEN)
                                .toList();
                assertTrue(open.size() <= 1, "one after the other");
                completion.complete(shop, open);
                assertEquals(
                        undisturbed,
                        shop.settledView().app("shop"),
                        "after a cut at point " + point);
                assertEquals(
                        List.of(RunStatus.DONE, RunStatus.UNDONE),
                        shop.journal().runs(Shop.APP).stream()
                                .filter(it -> it.kind().makesVolume())
                                .map(it -> shop.journal().status(it.id()))
                                .distinct()
                                .sorted()
                                .toList());
                assertEquals(1, shop.writers().size());
            }
        }
        throw new AssertionError("it never gets through");
    }

    private static void finishAll(Shop shop) {
        FinishAll finish = new FinishAll(shop.bench(shop.cut()));
        assertEquals(List.of(), finish.run(finish.plan(Shop.APP, true), true).problems());
    }

    /** Two cutovers, and one that was undone. */
    private Shop shop() {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        var _ = cutOver(shop);
        var _ = shop.create();
        var _ = cutOver(shop);
        var _ = shop.create();
        shop.restore().undo(shop.journal().run(cutOver(shop)).orElseThrow());
        return shop;
    }

    private static RunId cutOver(Shop shop) {
        RunId id = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
        return id;
    }
}
