package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.tags.TagKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store of a shared journal was away in the middle of a restore, and the computer that went on
 * with it is lost: another one knows the run as it was before the cutover.
 */
class JournalBehindTest {
    private static final int STEP = 7;

    /** Of the machine of the shop, as long as no cutover has begun. */
    private static final int PLATFORM_KEYS = 3;

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
                if (shop.platformKeys() == PLATFORM_KEYS) {
                    continue;
                }
                half += isCommitted(shop) ? 0 : 1;
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                refusedThenAdopted(shop, run, cutover(events(shop, run)));
                assertEquals(done, shop.sim().view(), "cut at point " + point);
            }
        }
        assertTrue(half > 0, "half done before the commit: " + half);
    }

    @Test
    void aCutoverThatOnlyTheOtherComputerWantedIsAdoptedAndTakenBack() {
        int half = 0;
        for (int point = 1; half == 0; point++) {
            try (Shop shop = shopWithSnapshot()) {
                WorldView before = shop.sim().view();
                RunId id = shop.nextRun();
                Restore restore = shop.restore();
                var _ = restore.run(restore.plan(id, Shop.restoreRequest(false)));
                int known = events(shop, id).size();
                RunRecord theirs = shop.journal().run(id).orElseThrow();
                shop.cut().arm(point);
                assertThrows(
                        PowerCut.Dark.class,
                        () -> restore.continueRun(theirs, Optional.of(Goal.CUTOVER)));
                shop.cut().disarm();
                if (shop.platformKeys() == PLATFORM_KEYS) {
                    continue;
                }
                half++;
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                try (Journal journal = other(shop, "other")) {
                    RunRecord run = refusedUntilAdopted(shop, journal, id, known);
                    var _ = new Restore(shop.bench(journal)).undo(run);
                    assertEquals(RunStatus.UNDONE, journal.status(id));
                    assertEquals(before, shop.settledView());
                }
            }
        }
    }

    /** Also where somebody has removed the note of it from its machine. */
    @Test
    void aMoveThatIsDoneIsAdoptedAndFinished() {
        for (boolean noted : List.of(true, false)) {
            try (Shop shop = shopWithSnapshot()) {
                RunId run = shop.nextRun();
                RestoreReport report = shop.restore().run(shop.movePlan(run));
                if (!noted) {
                    shop.fly()
                            .machines()
                            .deleteMetadata(
                                    Shop.APP,
                                    report.machine().orElseThrow(),
                                    TagKeys.RESTORE_KEY,
                                    Optional.empty());
                }
                WorldView done = shop.sim().view();
                int commit = commit(events(shop, run));
                for (int known = commit; known > 0; known -= STEP) {
                    refusedThenAdopted(shop, run, known);
                    assertEquals(done, shop.sim().view(), "known: " + known);
                }
                try (Journal journal = other(shop, "finishing" + shops)) {
                    RunRecord known = refusedUntilAdopted(shop, journal, run, 1);
                    var _ = new Restore(shop.bench(journal)).finish(known);
                    assertTrue(
                            shop.fly().machines().list(Shop.APP).stream()
                                    .filter(it -> !it.state().isDead())
                                    .noneMatch(it -> it.id().equals(shop.machine())));
                }
            }
        }
    }

    /** The other computer knows nothing of it, or what came before the commit. */
    @Test
    void aMoveThatIsHalfDoneIsAdoptedAndContinuedOrTakenBack() {
        int half = 0;
        int committed = 0;
        for (int point = 1; ; point += 3 * STEP) {
            try (Shop shop = shopWithSnapshot()) {
                WorldView before = shop.sim().view();
                RunId id = shop.nextRun();
                shop.cut().arm(point);
                try {
                    var _ = shop.restore().run(shop.movePlan(id));
                    break;
                } catch (PowerCut.Dark dark) {
                    shop.cut().disarm();
                }
                if (shop.platformKeys() == PLATFORM_KEYS) {
                    continue;
                }
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                if (isCommitted(shop)) {
                    committed++;
                    refusedThenAdopted(shop, id, point % 2 == 0 ? 1 : commit(events(shop, id)));
                    assertEquals(1, shop.writers().size());
                    continue;
                }
                half++;
                try (Journal journal = other(shop, "other" + shops)) {
                    RunRecord run = refusedUntilAdopted(shop, journal, id, 1);
                    Restore restore = new Restore(shop.bench(journal));
                    assertThrows(FlysnapException.class, () -> restore.continueRun(run));
                    var _ = restore.undo(run);
                    assertEquals(RunStatus.UNDONE, journal.status(id));
                    assertEquals(
                            before.app("shop").machines().size(),
                            shop.settledView().app("shop").machines().size());
                    assertEquals(PLATFORM_KEYS, shop.platformKeys());
                    assertEquals(1, shop.writers().size());
                }
            }
        }
        assertTrue(half > 0 && committed > 0, half + " and " + committed);
    }

    @Test
    void whatAnotherSendsBeforeItsLockIsReleasedIsNotAddedAgain() {
        try (Shop shop = shopWithSnapshot()) {
            RunId id = shop.nextRun();
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
            Path directory = states.resolve("shared");
            try (Journal behind = shop.openJournal(directory)) {
                RunRecord _ = begun(shop, behind, id, commit(events(shop, id)));
            }
            try (Journal late = shop.openJournal(directory);
                    Journal journal =
                            shop.openJournal(directory)
                                    .sharedBy(
                                            "a store",
                                            _ -> new Sent(() -> sendRest(shop, id, late)))) {
                List<RecoveredRun> found =
                        new RestoreRecovery(shop.bench(journal), Shop.APP).recover();
                assertEquals(
                        List.of(new RecoveredRun.Known(id, RunKind.RESTORE, RunStatus.DONE)),
                        found);
                assertEquals(events(shop, id), journal.events(id));
            }
        }
    }

    private static void sendRest(Shop shop, RunId id, Journal to) {
        List<RunEvent> all = events(shop, id);
        all.subList(commit(all), all.size()).forEach(it -> to.add(id, it));
    }

    @Test
    void whatIsAddedIsSentAtOnce() {
        try (Shop shop = shopWithSnapshot()) {
            RunId id = shop.nextRun();
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
            Sent sent = new Sent(() -> {});
            try (Journal journal =
                    shop.openJournal(states.resolve("shared")).sharedBy("a store", _ -> sent)) {
                var _ = refusedUntilAdopted(shop, journal, id, commit(events(shop, id)));
                // Its start, and all that was added.
                assertEquals(2, sent.writes);
            }
        }
    }

    @Test
    void aMachineWhoseHostDoesNotAnswerMayBeTheApp() {
        try (Shop shop = shopWithSnapshot()) {
            RunId id = shop.nextRun();
            Restore restore = shop.restore();
            MachineId machine =
                    restore.run(restore.plan(id, Shop.restoreRequest(true)))
                            .machine()
                            .orElseThrow();
            int commit = commit(events(shop, id));
            shop.setHostDead(machine.value(), true);
            WorldView before = shop.sim().view();
            try (Journal journal = other(shop, "shared")) {
                RunRecord run = begun(shop, journal, id, commit);
                Restore other = new Restore(shop.bench(journal));
                assertRefused("run-perhaps-further", () -> other.undo(run));
                assertRefused("run-perhaps-further", () -> other.continueRun(run));
                assertEquals(before, shop.sim().view());
            }
        }
    }

    /** Nobody else can have gone on with a run whose journal is not shared. */
    @Test
    void aLocalRunIsTakenBackThoughAHostDoesNotAnswer() {
        try (Shop shop = shopWithSnapshot()) {
            RunId id = shop.nextRun();
            Restore restore = shop.restore();
            MachineId machine =
                    restore.run(restore.plan(id, Shop.restoreRequest(false)))
                            .machine()
                            .orElseThrow();
            shop.setHostDead(machine.value(), true);
            assertDoesNotThrow(() -> restore.planUndo(shop.journal().run(id).orElseThrow()));
        }
    }

    @Test
    void aRunThatMadeNothingIsClosedWithoutFly() {
        try (Shop shop = shopWithSnapshot();
                FlyApi away = shop.connectTo(URI.create("http://127.0.0.1:1"))) {
            RunRecord run = madeNothing(shop);
            var _ = new Restore(shop.bench(away)).undo(run);
            assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        }
    }

    private static RunRecord madeNothing(Shop shop) {
        RestorePlan plan = shop.restore().plan(shop.nextRun(), Shop.restoreRequest(true));
        return shop.journal()
                .start(plan.run(), plan.kind(), Shop.APP, Records.write(RestorePlan.class, plan));
    }

    @Test
    void aRunOfAnAppThatIsGoneIsClosed() {
        try (Shop shop = shopWithSnapshot()) {
            RunId id = shop.nextRun();
            Restore restore = shop.restore();
            var _ = restore.run(restore.plan(id, Shop.restoreRequest(false)));
            var _ =
                    shop.sim()
                            .change(turn -> {
                                turn.removeApp(Shop.APP.value());
                                return true;
                            });
            var _ = restore.undo(shop.journal().run(id).orElseThrow());
            assertEquals(RunStatus.UNDONE, shop.journal().status(id));
        }
    }

    /** A store in which the part of another computer arrives with the lock. */
    private static final class Sent implements Journal.Sharing {
        private final Runnable withLock;
        private int writes;

        Sent(Runnable withLock) {
            this.withLock = withLock;
        }

        @Override
        public void beforeWrite(RunId run) {}

        @Override
        public void afterWrite(RunId run, boolean isEnd) {
            writes++;
        }

        @Override
        public Runnable lock(ApiIdentity api, LockKey key, RunId run) {
            withLock.run();
            return () -> {};
        }

        @Override
        public boolean isActive(RunId run) {
            return false;
        }

        @Override
        public Optional<Problem> undelivered() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private void refusedThenAdopted(Shop shop, RunId id, int known) {
        try (Journal journal = other(shop, "other-%d-%d".formatted(shops, known))) {
            RunRecord run = refusedUntilAdopted(shop, journal, id, known);
            RunContext context = shop.bench(journal);
            if (journal.status(id) != RunStatus.DONE) {
                var _ = new Restore(context).continueRun(run);
            }
            assertEquals(RunStatus.DONE, journal.status(id));
            assertEquals(
                    List.of(new RecoveredRun.Known(id, run.kind(), RunStatus.DONE)),
                    new RestoreRecovery(context, Shop.APP).recover());
        }
    }

    private static RunRecord refusedUntilAdopted(Shop shop, Journal journal, RunId id, int known) {
        RunRecord run = begun(shop, journal, id, known);
        RunContext context = shop.bench(journal);
        Restore restore = new Restore(context);
        WorldView before = shop.sim().view();
        assertRefused(() -> restore.planUndo(run));
        assertRefused(() -> restore.undo(run));
        assertRefused(() -> restore.planPendingCutover(run, Optional.of(Goal.CUTOVER)));
        assertRefused(() -> restore.continueRun(run));
        assertEquals(before, shop.sim().view(), "known: " + known);

        List<RecoveredRun> found = new RestoreRecovery(context, Shop.APP).recover();
        assertTrue(found.getFirst() instanceof RecoveredRun.Recovered, found::toString);
        return run;
    }

    private Journal other(Shop shop, String directory) {
        return shop.openJournal(states.resolve(directory))
                .sharedBy("a store", _ -> new Sent(() -> {}));
    }

    /** The run as another computer knows it. */
    private static RunRecord begun(Shop shop, Journal journal, RunId id, int known) {
        RunRecord theirs = shop.journal().run(id).orElseThrow();
        return journal.startRecovered(
                id, theirs.kind(), theirs.app(), theirs.plan(), events(shop, id).subList(0, known));
    }

    private static boolean isCommitted(Shop shop) {
        return shop.fly().machines().list(Shop.APP).stream()
                .anyMatch(it -> TagKeys.isMadeByRun(it) && !TagKeys.isVerifier(it));
    }

    private static void assertRefused(Executable work) {
        assertRefused("run-further-than-journal", work);
    }

    private static void assertRefused(String code, Executable work) {
        FlysnapException e = assertThrows(FlysnapException.class, work);
        assertEquals(code, e.problem().code(), e.problem()::toString);
        assertEquals(ExitCode.NEEDS_OPERATOR, e.problem().exit());
    }

    private static List<RunEvent> events(Shop shop, RunId run) {
        return shop.journal().events(run);
    }

    /** How much of the run was written before it looked at the old machine. */
    private static int cutover(List<RunEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof RunEvent.Intended(var step)
                    && Records.read(RestoreStep.class, step) instanceof RestoreStep.BeginCutover) {
                return i;
            }
        }
        throw new AssertionError("no cutover in " + events);
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
