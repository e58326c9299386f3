package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;

/**
 * A move, and the finish after it, die before and after every write of the journal and before every
 * request (which is after the one before it took effect).
 */
final class MoveCuts {
    /** Far more than there are: a run that never gets through would count for ever. */
    private static final int MOST_POINTS = 1000;

    private final Path states;
    private final IntUnaryOperator next;
    private int shops;

    /**
     * @param next the point that is cut after one
     */
    MoveCuts(Path states, IntUnaryOperator next) {
        this.states = states;
        this.next = next;
    }

    /**
     * @return how many points were cut
     */
    int continued() {
        WorldView undisturbed;
        try (Shop shop = shop()) {
            move(shop, shop.nextRun());
            undisturbed = shop.sim().view();
        }
        return everyPoint((shop, run) -> {
            var _ = shop.restore().continueRun(run);
            assertEquals(undisturbed, shop.settledView());
            assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
        });
    }

    /**
     * @return how many points were cut
     */
    int undone() {
        WorldView.AppView before;
        WorldView.AppView reverted;
        try (Shop shop = shop()) {
            before = shop.sim().view().app("shop");
            RunId run = shop.nextRun();
            move(shop, run);
            shop.restore().undo(shop.journal().run(run).orElseThrow());
            reverted = shop.sim().view().app("shop");
        }
        return everyPoint((shop, run) -> {
            shop.restore().undo(run);
            WorldView.AppView now = shop.settledView().app("shop");
            boolean committed = shop.restore().previewUndo(run).afterCommit();
            if (committed) {
                assertEquals(reverted.volumes(), now.volumes());
                assertTrue(now.machines().contains(before.machines().getFirst()));
                assertEquals(2, now.machines().size());
                assertTrue(now.machines().stream().noneMatch(WorldView.MachineView::leased));
            } else {
                assertEquals(before.machines(), now.machines());
                assertEquals(before.volumes(), now.volumes());
            }
            assertEquals(1, shop.writers().size());
            assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        });
    }

    /**
     * @return how many points of the finish were cut
     */
    int finished() {
        WorldView undisturbed;
        try (Shop shop = moved()) {
            shop.restore().finish(shop.journal().runs().getLast());
            undisturbed = shop.sim().view();
        }
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point = next.applyAsInt(point)) {
            try (Shop shop = moved()) {
                RunRecord run = shop.journal().runs().getLast();
                if (!isCut(shop, point, () -> shop.restore().finish(run))) {
                    break;
                }
                points++;
                boolean begun = shop.journal().status(run.id()) != RunStatus.DONE;
                var _ = begun ? shop.restore().continueRun(run) : shop.restore().finish(run);
                if (shop.restore().previewFinish(run).hasNothingToDelete()) {
                    assertEquals(undisturbed, shop.settledView(), "after a cut at point " + point);
                } else {
                    // Nothing had been announced yet, so nothing was to go on with.
                    shop.restore().finish(run);
                    assertEquals(undisturbed, shop.settledView(), "after a cut at point " + point);
                }
                assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
            }
        }
        return points;
    }

    /**
     * @return how many points were cut
     */
    private int everyPoint(BiConsumer<Shop, RunRecord> afterwards) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point = next.applyAsInt(point)) {
            try (Shop shop = shop()) {
                RunId run = shop.nextRun();
                boolean cut = isCut(shop, point, () -> move(shop, run));
                Optional<RunRecord> record = shop.journal().run(run);
                if (!cut) {
                    return points;
                }
                if (record.isEmpty()) {
                    // Nothing had begun, so nothing is to be continued.
                    continue;
                }
                points++;
                try {
                    afterwards.accept(shop, record.get());
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("after a cut at point " + point + ": " + e, e);
                }
            }
        }
        throw new AssertionError("it never gets through");
    }

    private static boolean isCut(Shop shop, int point, Runnable work) {
        shop.cut().arm(point);
        try {
            work.run();
            return false;
        } catch (PowerCut.Dark dark) {
            return true;
        } finally {
            shop.cut().disarm();
        }
    }

    private static void move(Shop shop, RunId run) {
        var _ = shop.restore().run(shop.movePlan(run));
    }

    private Shop moved() {
        Shop shop = shop();
        move(shop, shop.nextRun());
        return shop;
    }

    private Shop shop() {
        shops++;
        return new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
    }
}
