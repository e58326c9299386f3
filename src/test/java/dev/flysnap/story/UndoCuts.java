package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The way back dies before and after every write of the journal and before every request. Whoever
 * tries to go on then finds either everything as it was before the way back, or is refused; taking
 * it back again ends it.
 */
final class UndoCuts {
    /** Far more than there are: a run that never gets through would count for ever. */
    private static final int MOST_POINTS = 1000;

    /** What is taken back. */
    enum Kind {
        RESTORE,
        CUTOVER,
        MOVE;

        private RestorePlan plan(Shop shop, RunId run) {
            return this == MOVE
                    ? shop.movePlan(run)
                    : shop.restore().plan(run, Shop.restoreRequest(this == CUTOVER));
        }
    }

    private final Path states;
    private final Kind kind;
    private final IntUnaryOperator next;
    private int shops;

    /**
     * @param next the point that is cut after one
     */
    UndoCuts(Path states, Kind kind, IntUnaryOperator next) {
        this.states = states;
        this.kind = kind;
        this.next = next;
    }

    /**
     * An undo of a run that is done.
     *
     * @return how many points were cut
     */
    int undone() {
        WorldView done;
        WorldView undone;
        try (Shop shop = shop()) {
            RunRecord run = done(shop);
            done = shop.settledView();
            shop.restore().undo(run);
            undone = shop.settledView();
        }
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point = next.applyAsInt(point)) {
            try (Shop shop = shop()) {
                RunRecord run = done(shop);
                if (!isCut(shop, point, () -> shop.restore().undo(run))) {
                    return points;
                }
                points++;
                String when = "after a cut at point " + point;
                if (goesOn(shop, run)) {
                    assertEquals(done, shop.settledView(), when);
                }
                assertTrue(shop.writers().size() <= 1, when);
                shop.restore().undo(run);
                assertEquals(undone, shop.settledView(), when);
                assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()), when);
            }
        }
        throw new AssertionError("it never gets through");
    }

    /**
     * What a cutover or a move does by itself when something fails in it.
     *
     * @return how many points were cut
     */
    int rolledBack() {
        WorldView before;
        WorldView rolledBack;
        WorldView done;
        int failsAt;
        try (Shop shop = shop()) {
            before = shop.settledView();
            var _ = done(shop);
            done = shop.settledView();
        }
        try (Shop shop = shop()) {
            failsAt = pointOfFailure(shop);
            rolledBack = shop.settledView();
        }
        // A move's own snapshot stays.
        assertTrue(kind == Kind.MOVE || rolledBack.equals(before), rolledBack::toString);
        int points = 0;
        for (int point = failsAt; point < MOST_POINTS; point = next.applyAsInt(point)) {
            try (Shop shop = shop()) {
                RunId id = shop.nextRun();
                if (!isCut(shop, point, () -> fail(shop, id))) {
                    return points;
                }
                points++;
                RunRecord run = shop.journal().run(id).orElseThrow();
                String when = "after a cut at point " + point;
                if (goesOn(shop, run)) {
                    assertEquals(done, shop.settledView(), when);
                } else {
                    shop.restore().undo(run);
                    assertEquals(rolledBack, shop.settledView(), when);
                    assertEquals(RunStatus.UNDONE, shop.journal().status(id), when);
                }
            }
        }
        throw new AssertionError("it never gets through");
    }

    private int pointOfFailure(Shop shop) {
        RunId id = shop.nextRun();
        int[] passed = {0, 0};
        shop.cut()
                .at(
                        1,
                        new Runnable() {
                            @Override
                            public void run() {
                                passed[0]++;
                                boolean failed =
                                        shop.journal().run(id).isPresent()
                                                && shop.journal()
                                                        .events(id)
                                                        .toString()
                                                        .contains("Failed[");
                                passed[1] = failed && passed[1] == 0 ? passed[0] : passed[1];
                                shop.cut().at(1, this);
                            }
                        });
        fail(shop, id);
        assertTrue(passed[1] > 0, "it failed");
        return passed[1];
    }

    private void fail(Shop shop, RunId id) {
        shop.sim().faults().queue(FaultKinds.fault("metadata.delete", 1, "422"));
        RestorePlan plan = kind.plan(shop, id);
        boolean done = false;
        try {
            var _ = shop.restore().run(plan);
            done = true;
        } catch (FlysnapException e) {
            assertTrue(e.getMessage().contains("injected"), e.getMessage());
        }
        assertTrue(!done, "it failed");
    }

    private static boolean goesOn(Shop shop, RunRecord run) {
        try {
            var _ = shop.restore().continueRun(run);
            return true;
        } catch (FlysnapException e) {
            assertTrue(
                    e.problem().code().startsWith("run-") && e.problem().code().endsWith("undone"),
                    e.getMessage());
            return false;
        }
    }

    private RunRecord done(Shop shop) {
        RunId id = shop.nextRun();
        var _ = shop.restore().run(kind.plan(shop, id));
        return shop.journal().run(id).orElseThrow();
    }

    private static boolean isCut(Shop shop, int point, Runnable work) {
        Optional<PowerCut.Dark> cut = Optional.empty();
        shop.cut().arm(point);
        try {
            work.run();
        } catch (PowerCut.Dark dark) {
            cut = Optional.of(dark);
        } finally {
            shop.cut().disarm();
        }
        return cut.isPresent();
    }

    private Shop shop() {
        shops++;
        Shop shop = new Shop(states.resolve("u" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        return shop;
    }
}
