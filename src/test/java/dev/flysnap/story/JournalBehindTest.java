package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.tags.TagKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store of a shared journal was away in the middle of a restore, and the computer that went on
 * with it is lost: another one knows the run as it was before the cutover.
 */
class JournalBehindTest {
    private static final int STEP = 7;

    @TempDir private Path states;
    private int shops;

    @Test
    void whatTheAppRunsOnIsNeitherStoppedNorDeleted() {
        try (Shop shop = shopWithSnapshot()) {
            RunId run = shop.nextRun();
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
            WorldView done = shop.sim().view();
            int commit = commit(events(shop, run));
            for (int known = commit; known > 0; known -= STEP) {
                refusedThenAdopted(shop, run, known);
                assertEquals(done, shop.sim().view(), "known: " + known);
            }
        }
    }

    /** Cut at every point, the other computer knows nothing since the verdict. */
    @Test
    void aCutoverThatIsHalfDoneIsAdoptedAndFinished() {
        WorldView done;
        try (Shop shop = shopWithSnapshot()) {
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
            done = shop.sim().view();
        }
        int half = 0;
        for (int point = 1; ; point += STEP) {
            try (Shop shop = shopWithSnapshot()) {
                RunId run = shop.nextRun();
                shop.cut().arm(point);
                try {
                    Restore restore = shop.restore();
                    var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
                    break;
                } catch (PowerCut.Dark dark) {
                    shop.cut().disarm();
                }
                boolean isApp =
                        shop.fly().machines().list(Shop.APP).stream()
                                .anyMatch(it -> TagKeys.isMadeByRun(it) && !TagKeys.isVerifier(it));
                if (!isApp) {
                    continue;
                }
                half++;
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                refusedThenAdopted(shop, run, commit(events(shop, run)));
                assertEquals(done, shop.sim().view(), "cut at point " + point);
            }
        }
        assertTrue(half > 1, "half done: " + half);
    }

    private void refusedThenAdopted(Shop shop, RunId id, int known) {
        try (Journal journal =
                shop.openJournal(states.resolve("other-%d-%d".formatted(shops, known)))) {
            RunRecord theirs = shop.journal().run(id).orElseThrow();
            RunRecord run =
                    journal.startRecovered(
                            id,
                            theirs.kind(),
                            theirs.app(),
                            theirs.plan(),
                            events(shop, id).subList(0, known));
            RunContext context = shop.bench(journal);
            Restore restore = new Restore(context);
            WorldView before = shop.sim().view();
            assertRefused(() -> restore.planUndo(run));
            assertRefused(() -> restore.undo(run));
            assertRefused(() -> restore.continueRun(run));
            assertEquals(before, shop.sim().view(), "known: " + known);

            List<RecoveredRun> found = new RestoreRecovery(context, Shop.APP).recover();
            assertTrue(found.getFirst() instanceof RecoveredRun.Recovered, found::toString);
            if (journal.status(id) != RunStatus.DONE) {
                var _ = restore.continueRun(run);
            }
            assertEquals(RunStatus.DONE, journal.status(id));
            assertEquals(
                    List.of(new RecoveredRun.Known(id, run.kind(), RunStatus.DONE)),
                    new RestoreRecovery(context, Shop.APP).recover());
        }
    }

    private static void assertRefused(Executable work) {
        FlysnapException e = assertThrows(FlysnapException.class, work);
        assertEquals("run-further-than-journal", e.problem().code(), e.problem()::toString);
        assertEquals(ExitCode.NEEDS_OPERATOR, e.problem().exit());
    }

    private static List<RunEvent> events(Shop shop, RunId run) {
        return shop.journal().events(run);
    }

    /** How much of the run was written before the commit; all of it where there was none. */
    private static int commit(List<RunEvent> events) {
        RunEvent commit =
                new RunEvent.Intended(Records.write(RestoreStep.class, new RestoreStep.Commit()));
        return events.contains(commit) ? events.indexOf(commit) : events.size();
    }

    private Shop shopWithSnapshot() {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        return shop;
    }
}
