package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;

/**
 * A cutover whose old machine cannot be reached dies before and after every write of the journal
 * and before every request; then the host is back, and the old machine works as if nothing had
 * been. Whoever goes on never makes a second writer out of one.
 */
final class UnfencedCuts {
    private static final int MOST_POINTS = 1000;

    private final Path states;
    private final IntUnaryOperator next;
    private int shops;

    /**
     * @param next the point that is cut after one
     */
    UnfencedCuts(Path states, IntUnaryOperator next) {
        this.states = states;
        this.next = next;
    }

    /**
     * @return how many points were cut
     */
    int continued() {
        return everyPoint((shop, run) -> {
            int[] most = {shop.writers().size()};
            int before = most[0];
            Restore watched =
                    shop.restore(() -> most[0] = Math.max(most[0], shop.writers().size()));
            boolean begun = shop.restore().previewUndo(run).old().isPresent();
            try {
                var _ = watched.continueRun(run);
                assertTrue(begun, "the word was for a host that does not answer");
            } catch (FlysnapException back) {
                assertEquals("old-machine-back", back.problem().code());
                assertFalse(begun, back.getMessage());
            }
            assertEquals(Math.max(1, before), most[0], "writers");
            assertEquals(begun ? "fra" : "ams", only(shop.writers()).birth().region());
            assertEquals(
                    begun ? RunStatus.DONE : RunStatus.UNDONE, shop.journal().status(run.id()));
        });
    }

    /**
     * @return how many points were cut
     */
    int undone() {
        return everyPoint((shop, run) -> {
            shop.restore().undo(run);
            assertEquals(shop.machine().value(), only(shop.writers()).id());
            assertEquals(3, shop.platformKeys(), "the next deploy knows it");
            assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        });
    }

    private static SimMachine only(List<SimMachine> writers) {
        assertEquals(1, writers.size(), writers::toString);
        return writers.getFirst();
    }

    private int everyPoint(BiConsumer<Shop, RunRecord> afterwards) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point = next.applyAsInt(point)) {
            try (Shop shop = shop()) {
                RunId id = shop.nextRun();
                boolean cut = isCut(shop, point, id);
                Optional<RunRecord> run = shop.journal().run(id);
                if (!cut) {
                    return points;
                }
                if (run.isEmpty()) {
                    continue;
                }
                points++;
                shop.setHostDead(shop.machine().value(), false);
                shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                try {
                    afterwards.accept(shop, run.get());
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("after a cut at point " + point + ": " + e, e);
                }
                assertTrue(
                        shop.settledView().app("shop").machines().stream()
                                .noneMatch(WorldView.MachineView::leased),
                        "leases");
            }
        }
        throw new AssertionError("it never gets through");
    }

    private static boolean isCut(Shop shop, int point, RunId run) {
        shop.cut().arm(point);
        try {
            var _ =
                    shop.restore()
                            .run(
                                    shop.restore()
                                            .plan(
                                                    run,
                                                    Shop.request(true)
                                                            .acceptUnfenced(true)
                                                            .build()));
            return false;
        } catch (PowerCut.Dark dark) {
            return true;
        } catch (FlysnapException pending) {
            assertEquals("fence-pending", pending.problem().code());
            return false;
        } finally {
            shop.cut().disarm();
        }
    }

    private Shop shop() {
        shops++;
        Shop shop = new Shop(states.resolve("f" + shops), Switches.DEFAULTS);
        var _ = shop.create();
        shop.setHostDead(shop.machine().value(), true);
        return shop;
    }
}
