package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.sources.RestoreTimeEstimate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The state directory is gone in the middle of a restore with its cutover: another journal adopts
 * the run, and continuing it or taking it back brings the world to where it belongs.
 */
class AdoptRestoreTest {
    private static final int STEP = 7;

    @TempDir private Path states;
    private int shops;
    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void aRestoreWhoseJournalIsLostIsAdoptedAndFinishedOrTakenBack() {
        WorldView before;
        WorldView done;
        try (Shop shop = shopWithSnapshot()) {
            before = shop.sim().view();
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
            done = shop.sim().view();
        }
        // An odd step, so that both ways on are tried everywhere.
        for (int point = 1; tried(point, before, done); point += STEP) {
            assertTrue(point < 1000, "a restore has fewer points");
        }
        System.out.println("restore, adopted: " + seen);
        assertTrue(seen.getOrDefault("continued", 0) > 1, seen::toString);
        assertTrue(seen.getOrDefault("undone", 0) > 1, seen::toString);
        assertTrue(seen.getOrDefault("a volume without a machine", 0) > 0, seen::toString);
    }

    /**
     * @return whether the restore was long enough to be cut there
     */
    private boolean tried(int point, WorldView before, WorldView done) {
        try (Shop shop = shopWithSnapshot()) {
            RunId run = shop.nextRun();
            shop.cut().arm(point);
            try {
                Restore restore = shop.restore();
                var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
                return false;
            } catch (PowerCut.Dark dark) {
                shop.cut().disarm();
            }
            // Whoever comes to adopt it takes a minute; no machine lease of the dead run is left.
            shop.sim().sleeper().sleep(Duration.ofMinutes(2));
            try (Journal journal = shop.openJournal(states.resolve("fresh" + shops))) {
                adopted(shop, journal, run, point, before, done);
            }
            return true;
        }
    }

    private void adopted(
            Shop shop, Journal journal, RunId run, int point, WorldView before, WorldView done) {
        RunContext context =
                new RunContext(
                        shop.fly(),
                        journal,
                        shop.sim().sleeper(),
                        shop.sim().clock(),
                        words -> {},
                        shop.cut());
        List<RecoveredRun> found = new RestoreRecovery(context, Shop.APP).recover();
        String when = "after a cut at point " + point + ": " + found;
        if (found.isEmpty()) {
            counted("nothing");
            assertEquals(before, shop.sim().view(), when);
            return;
        }
        assertEquals(1, found.size(), when);
        switch (found.getFirst()) {
            case RecoveredRun.NotRecovered(String what, String _, String next) -> {
                counted("a volume without a machine");
                Volume volume =
                        shop.fly().volumes().list(Shop.APP).stream()
                                .filter(present ->
                                        next.equals(
                                                "If nobody needs it: fly volumes destroy "
                                                        + present.id()))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError(when));
                assertTrue(what.contains(volume.id().value()), when);
                shop.fly().volumes().delete(Shop.APP, volume.id());
                assertEquals(before, shop.sim().view(), when);
            }
            case RecoveredRun.Recovered taken -> {
                assertEquals(run, taken.run(), when);
                boolean isDone = done.equals(shop.sim().view());
                assertEquals(
                        List.of(
                                new RecoveredRun.Known(
                                        run,
                                        RunKind.RESTORE,
                                        isDone ? RunStatus.DONE : RunStatus.OPEN)),
                        new RestoreRecovery(context, Shop.APP).recover(),
                        when);
                assertTrue(
                        RestoreTimeEstimate.of(context, Shop.APP)
                                .last()
                                .filter(it -> !it.isPositive())
                                .isEmpty(),
                        when);
                if (point % 2 == 0) {
                    continued(shop, context, run, when, before, done);
                } else {
                    undone(shop, context, run, when, before);
                }
            }
            case RecoveredRun.Known known -> throw new AssertionError(when);
        }
    }

    private void continued(
            Shop shop,
            RunContext context,
            RunId run,
            String when,
            WorldView before,
            WorldView done) {
        Restore restore = new Restore(context);
        try {
            var _ = restore.continueRun(context.journal().run(run).orElseThrow());
            counted("continued");
            assertEquals(done, shop.sim().view(), when);
            assertEquals(RunStatus.DONE, context.journal().status(run), when);
        } catch (FlysnapException e) {
            // What its verifier had found went with the journal, and it stands: taken back.
            counted("taken back");
            assertEquals("machine-never-started", e.problem().code(), when + e.getMessage());
            assertEquals(before, shop.sim().view(), when);
            assertEquals(RunStatus.UNDONE, context.journal().status(run), when);
        }
    }

    private void undone(Shop shop, RunContext context, RunId run, String when, WorldView before) {
        Restore restore = new Restore(context);
        var record = context.journal().run(run).orElseThrow();
        boolean committed = restore.previewUndo(record).afterCommit();
        restore.undo(record);
        counted("undone");
        if (committed) {
            var old = before.app("shop").machines().getFirst();
            assertTrue(shop.sim().view().app("shop").machines().contains(old), when);
        } else {
            assertEquals(before, shop.sim().view(), when);
        }
    }

    private void counted(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private Shop shopWithSnapshot() {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        return shop;
    }
}
