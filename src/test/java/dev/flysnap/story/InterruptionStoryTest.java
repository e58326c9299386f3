package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is asked to stop, as by Ctrl-C, before every request and around every write of the
 * journal: it gives back what it holds, and what it says of the app is true.
 */
class InterruptionStoryTest {
    private static final int MOST_POINTS = 1000;
    private static final int APART = Points.apart(8);

    /** Of two tests that stop the same and go on in two ways, each takes every other one. */
    private static final int TURNS = Points.apart(2);

    private static final int APART_IN_CREATE = Points.apart(3);
    private static final String UNTOUCHED = "The app shop was not touched";

    @TempDir private Path states;
    private int shops;
    private final Set<String> kinds = new TreeSet<>();

    /** What is done with a run that was interrupted after its cutover had begun. */
    private interface Afterwards {
        void accept(Shop shop, RunRecord run, WorldView before, WorldView undisturbed);
    }

    @Test
    void aRestoreSaysHowTheAppStandsAndIsContinued() {
        int points = everyPoint(1, 0, this::shopWithSnapshot, this::restore, this::isContinued);
        assertTrue(points > 75 / (TURNS * APART), points + " points");
        assertEquals(Set.of("DOWN", "not touched"), kinds, "each was met");
    }

    @Test
    void aRestoreSaysHowTheAppStandsAndIsUndone() {
        int points = everyPoint(2, 1, this::shopWithSnapshot, this::restore, this::isUndone);
        assertTrue(points > 75 / (TURNS * APART), points + " points");
    }

    @Test
    void aMoveSaysHowTheAppStandsAndIsContinued() {
        int points = everyPoint(3, 0, this::shop, this::move, this::isContinued);
        assertTrue(points > 75 / (TURNS * APART), points + " points");
        assertEquals(Set.of("DOWN", "not touched"), kinds, "each was met");
    }

    @Test
    void aMoveSaysHowTheAppStandsAndIsUndone() {
        int points = everyPoint(2, 1, this::shop, this::move, this::isUndone);
        assertTrue(points > 75 / (TURNS * APART), points + " points");
    }

    @Test
    void whatWasMadeBeforeTheCutoverIsKeptOnlyOnRequest() {
        int kept = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopWithSnapshot()) {
                WorldView before = shop.sim().view();
                RestoreRequest request = Shop.request(false).keepFailed(true).build();
                StoppedRun stopped =
                        StoppedRun.at(
                                point,
                                shop,
                                shop.nextRun(),
                                process -> restore(process, request, new RunId("run_0000000002")));
                if (!stopped.wasAsked()) {
                    break;
                }
                if (stopped.said().isEmpty()) {
                    continue;
                }
                String words = stopped.words();
                assertTrue(words.startsWith(UNTOUCHED), words);
                stopped.isToldLater(words, false);
                kept += shop.sim().view().equals(before) ? 0 : 1;
                assertEquals(
                        !shop.sim().view().equals(before), words.contains("Made so far"), words);
                shop.restore().undo(shop.journal().run(stopped.run()).orElseThrow());
                assertEquals(before, shop.sim().view(), "at point " + point);
            }
        }
        assertTrue(kept > 9 / APART, kept + " times something was kept");
    }

    @Test
    void theCutoverOfAVerifiedRestoreIsInterruptedWithoutItsLoss() {
        try (Shop shop = shopWithSnapshot()) {
            RunId run = shop.nextRun();
            restore(shop.bench(shop.cut()), Shop.request(false).build(), run);
            WorldView verified = shop.sim().view();
            RunRecord record = shop.journal().run(run).orElseThrow();
            StoppedRun stopped =
                    StoppedRun.at(
                            5,
                            shop,
                            run,
                            process ->
                                    new Restore(process)
                                            .continueRun(record, Optional.of(Goal.CUTOVER)));
            assertTrue(stopped.words().startsWith(UNTOUCHED), stopped.words());
            assertEquals(verified, shop.sim().view());
            assertEquals(RunStatus.DONE, shop.journal().status(run));
            stopped.isToldLater("", true);
        }
    }

    @Test
    void anUndoIsInterruptedAndGoneOnWith() {
        int points =
                everyPointAfterwards(
                        Restore::undo,
                        (shop, run) -> {
                            shop.restore().undo(run);
                            assertEquals(1, shop.writers().size());
                            assertEquals(shop.machine().value(), shop.writers().getFirst().id());
                        });
        assertTrue(points > 15 / APART, points + " points");
    }

    @Test
    void aFinishIsInterruptedAndGoneOnWith() {
        int points =
                everyPointAfterwards(
                        Restore::finish,
                        (shop, run) -> {
                            if (shop.journal().status(run.id()) == RunStatus.OPEN) {
                                var _ = shop.restore().continueRun(run);
                            } else {
                                shop.restore().finish(run);
                            }
                            assertTrue(shop.restore().previewFinish(run).hasNothingToDelete());
                            assertEquals(1, shop.sim().view().app("shop").machines().size());
                            assertEquals(1, shop.sim().view().app("shop").volumes().size());
                        });
        assertTrue(points > 9 / APART, points + " points");
    }

    /** A restore with a cutover is done; then something is done with it, and interrupted. */
    private int everyPointAfterwards(
            BiConsumer<Restore, RunRecord> work, BiConsumer<Shop, RunRecord> rest) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Shop shop = shopWithSnapshot()) {
                RunId id = shop.nextRun();
                restore(shop.bench(shop.cut()), Shop.request(true).build(), id);
                RunRecord run = shop.journal().run(id).orElseThrow();
                // Where it ends before its first write the run does not say anything.
                StoppedRun stopped =
                        StoppedRun.at(
                                point,
                                shop,
                                new RunId("run_nonenone"),
                                process -> work.accept(new Restore(process), run));
                if (!stopped.wasAsked()) {
                    return points;
                }
                if (stopped.said().isPresent()) {
                    points++;
                    StoppedRun told = new StoppedRun(shop, id, true, stopped.said());
                    String words = told.words();
                    told.isTrueOfTheWorld(words);
                    told.isToldLater(words, words.startsWith("Nothing was changed. "));
                }
                rest.accept(shop, run);
            }
        }
        throw new AssertionError("it never gets through");
    }

    @Test
    void aCreateLetsTheWritersGo() {
        int points = everyCreate(Shop.createRequest(HoldUntil.CREATED));
        assertTrue(points > 15 / APART_IN_CREATE, points + " points");
        assertEquals(
                Set.of("app not touched", "nothing requested", "requested", "made"),
                kinds,
                "each was met");
    }

    @Test
    void aCreateWithItsOwnRetentionPutsTheVolumesBack() {
        int points =
                everyCreate(CreateRequests.retained(Shop.createRequest(HoldUntil.CREATED), 30));
        assertTrue(points > 20 / APART_IN_CREATE, points + " points");
    }

    private int everyCreate(CreateRequest request) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART_IN_CREATE) {
            try (Shop shop = shop()) {
                RunId run = shop.nextRun();
                StoppedRun stopped =
                        StoppedRun.at(
                                point,
                                shop,
                                run,
                                process -> {
                                    Create create = new Create(process, Optional.of(shop.hook()));
                                    var _ = create.run(create.plan(run, request));
                                });
                if (!stopped.wasAsked()) {
                    return points;
                }
                if (stopped.said().isEmpty()) {
                    continue;
                }
                points++;
                isTrueOfCreate(shop, stopped);
                RunRecord record = shop.journal().run(run).orElseThrow();
                if (shop.journal().status(run) == RunStatus.OPEN) {
                    var _ = shop.creation().continueRun(record);
                    assertEquals(1, snapshots(shop), "at point " + point);
                }
            }
        }
        throw new AssertionError("it never gets through");
    }

    private void isTrueOfCreate(Shop shop, StoppedRun stopped) {
        String words = stopped.words();
        boolean isOver = words.startsWith("No snapshot of ");
        boolean isMade = words.contains(" is made.");
        kinds.add(
                isOver
                        ? words.contains("The app was not touched.")
                                ? "app not touched"
                                : "nothing requested"
                        : isMade ? "made" : "requested");
        assertTrue(
                words.endsWith(" No writer is held.")
                        || words.endsWith(" The app was not touched."),
                words);
        if (!words.contains(" may have been requested.")) {
            assertEquals(isOver ? 0 : 1, allSnapshots(shop), words);
        }
        assertEquals(
                isOver ? RunStatus.GIVEN_UP : RunStatus.OPEN,
                shop.journal().status(stopped.run()),
                words);
        assertEquals(14, shop.retention(), words);
        assertFalse(
                shop.fly().machines().get(Shop.APP, shop.machine()).metadata().keySet().stream()
                        .anyMatch(it -> it.startsWith("flysnap")),
                words);
        stopped.isToldLater(words, isOver);
    }

    private static long snapshots(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .map(Snapshot::status)
                .filter(it -> it.isFinished())
                .count();
    }

    /** Also those that are not listed yet. */
    private static int allSnapshots(Shop shop) {
        return shop.sim().world().snapshots().size();
    }

    private interface Work {
        void accept(RunContext process, RunId run, Shop shop);
    }

    private interface ShopMaker {
        Shop make();
    }

    /**
     * @param first each step has more points than are passed over from one to the next
     * @param turn 0 or 1, of the two that stop the same
     * @return at how many points a run said how it stands
     */
    private int everyPoint(int first, int turn, ShopMaker shops, Work work, Afterwards afterwards) {
        WorldView undisturbed;
        try (Shop shop = shops.make()) {
            work.accept(shop.bench(shop.cut()), shop.nextRun(), shop);
            undisturbed = shop.sim().view();
        }
        int points = 0;
        int begin = first + turn % TURNS * APART;
        for (int point = begin; point < MOST_POINTS; point += TURNS * APART) {
            try (Shop shop = shops.make()) {
                WorldView before = shop.sim().view();
                RunId run = shop.nextRun();
                StoppedRun stopped =
                        StoppedRun.at(point, shop, run, process -> work.accept(process, run, shop));
                if (!stopped.wasAsked()) {
                    return points;
                }
                try {
                    if (stopped.said().isPresent()) {
                        points++;
                        isAsSaid(stopped, before, undisturbed, afterwards);
                    } else {
                        assertEquals(stopped.hasBegun() ? undisturbed : before, shop.sim().view());
                    }
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("asked to stop at point " + point + ": " + e, e);
                }
            }
        }
        throw new AssertionError("it never gets through");
    }

    private void isAsSaid(
            StoppedRun stopped, WorldView before, WorldView undisturbed, Afterwards afterwards) {
        Shop shop = stopped.shop();
        String words = stopped.words();
        stopped.isTrueOfTheWorld(words);
        RunStatus status = shop.journal().status(stopped.run());
        stopped.isToldLater(words, status == RunStatus.UNDONE);
        if (words.startsWith(UNTOUCHED) || words.startsWith("The app shop serves as before")) {
            kinds.add("not touched");
            assertEquals(RunStatus.UNDONE, status, words);
            assertEquals(before.app("shop").machines(), shop.sim().view().app("shop").machines());
            assertEquals(before.app("shop").volumes(), shop.sim().view().app("shop").volumes());
            return;
        }
        kinds.add(words.contains(" DOWN: ") ? "DOWN" : "up on the new machine");
        assertEquals(RunStatus.OPEN, status, words);
        afterwards.accept(
                shop, shop.journal().run(stopped.run()).orElseThrow(), before, undisturbed);
    }

    private void isContinued(Shop shop, RunRecord run, WorldView before, WorldView undisturbed) {
        var _ = shop.restore().continueRun(run);
        assertEquals(undisturbed, shop.settledView());
    }

    private void isUndone(Shop shop, RunRecord run, WorldView before, WorldView undisturbed) {
        boolean committed = shop.restore().previewUndo(run).afterCommit();
        shop.restore().undo(run);
        assertEquals(1, shop.writers().size());
        assertEquals(shop.machine().value(), shop.writers().getFirst().id());
        if (!committed) {
            assertEquals(before.app("shop").machines(), shop.settledView().app("shop").machines());
            assertEquals(before.app("shop").volumes(), shop.settledView().app("shop").volumes());
        }
    }

    private void restore(RunContext process, RunId run, Shop shop) {
        restore(process, Shop.restoreRequest(true), run);
    }

    private static void restore(RunContext process, RestoreRequest request, RunId run) {
        Restore restore = new Restore(process);
        var _ = restore.run(restore.plan(run, request));
    }

    private void move(RunContext process, RunId run, Shop shop) {
        var _ = new Restore(process).run(shop.movePlan(process, run));
    }

    private Shop shopWithSnapshot() {
        Shop shop = shop();
        var _ = shop.create();
        return shop;
    }

    private Shop shop() {
        shops++;
        return new Shop(states.resolve("s" + shops), Switches.DEFAULTS);
    }
}
