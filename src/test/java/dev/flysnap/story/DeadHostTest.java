package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestoreRequest;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.WorldView.MachineView;
import dev.flysnap.sim.world.AppRules;
import dev.flysnap.sim.world.Switches;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host of the app does not answer, and comes back later. */
class DeadHostTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void aSnapshotThenTheHostDies() {
        shop = new Shop(state, Switches.USUAL);
        var _ = shop.create();
        host(true);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void withoutTheOperatorsWordNothingIsTouched() {
        WorldView before = shop.sim().view();
        Restore restore = shop.restore();
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class, () -> restore.plan(shop.nextRun(), request(false)));
        assertEquals("cannot-be-fenced", refused.problem().code());
        assertEquals(ExitCode.NEEDS_OPERATOR, refused.problem().exit());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void onTheOperatorsWordTheAppStartsAndTheOldMachineIsStoppedWhenItsHostIsBack() {
        Restore restore = shop.restore();
        RunId run = shop.nextRun();
        FlysnapException pending =
                assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, request(true))));
        assertEquals("fence-pending", pending.problem().code());
        assertEquals(ExitCode.NEEDS_OPERATOR, pending.problem().exit());
        assertTrue(pending.problem().next().contains(run.value()), pending.problem().next());
        assertEquals("started", machine("fra").state());
        assertEquals("started", machine("ams").state());
        assertEquals(1, shop.restore().fenceAgain(Shop.APP).size(), "its host is dead still");

        host(false);
        assertEquals(List.of(), shop.restore().fenceAgain(Shop.APP));
        MachineView old = machine("ams");
        assertEquals("stopped", old.state());
        assertTrue(old.cordoned());
        assertTrue(!old.config().toString().contains("fly_"), old.config().toString());
        assertEquals("started", machine("fra").state());
        assertEquals(RunStatus.DONE, shop.journal().status(run));
        assertEquals(List.of(), shop.restore().fenceAgain(Shop.APP), "and nothing is left to do");
    }

    private MachineView machine(String region) {
        return shop.sim().view().app("shop").machines().stream()
                .filter(it -> it.region().equals(region))
                .findFirst()
                .orElseThrow();
    }

    private void host(boolean dead) {
        var _ =
                shop.sim()
                        .change(turn -> {
                            AppRules.setDead(turn, shop.machine().value(), dead);
                            return dead;
                        });
    }

    private static RestoreRequest request(boolean acceptUnfenced) {
        return Shop.restoreRequest(true).acceptingUnfenced(acceptUnfenced);
    }
}
