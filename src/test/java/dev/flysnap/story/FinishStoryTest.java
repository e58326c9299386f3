package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cutover replaced is removed when the user asks for it, and only then. */
class FinishStoryTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void theReplacedPairGoesAndNothingElse() {
        RunRecord run = restored(true);
        FinishPreview preview = shop.restore().previewFinish(run);
        assertEquals(Optional.of(shop.machine()), preview.machine().map(it -> it.id()));
        assertEquals(Optional.of(shop.volume()), preview.volume().map(it -> it.id()));
        WorldView before = shop.sim().view();
        var _ = shop.restore().finish(run);
        WorldView after = shop.sim().view();
        assertEquals(
                before.app("shop").machines().stream()
                        .filter(it -> it.region().equals("fra"))
                        .toList(),
                after.app("shop").machines());
        assertEquals(
                before.app("shop").volumes().stream()
                        .filter(it -> it.region().equals("fra"))
                        .toList(),
                after.app("shop").volumes());
        assertEquals(before.app("shop").snapshots(), after.app("shop").snapshots());
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
        assertEquals(1, shop.writers().size());
        assertTrue(
                shop.restore().previewFinish(run).hasNothingToDelete(),
                "a second time there is nothing");
    }

    @Test
    void afterwardsThereIsNoWayBack() {
        RunRecord run = restored(true);
        var _ = shop.restore().finish(run);
        WorldView finished = shop.sim().view();
        Problem problem = refused(() -> shop.restore().undo(run));
        assertEquals("run-finished", problem.code());
        assertEquals(
                "See which states there are: flysnap list shop; the newest comes back with: flysnap restore latest --app shop --cutover",
                problem.next());
        assertEquals(finished, shop.sim().view());
    }

    @Test
    void beforeTheCutoverThereIsNothingToFinish() {
        RunRecord run = restored(false);
        WorldView before = shop.sim().view();
        assertEquals("cutover-not-done", refused(() -> shop.restore().finish(run)).code());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void afterAnUndoBeforeTheCutoverThereIsNothingToFinish() {
        RunRecord run = restored(false);
        shop.restore().undo(run);
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().finish(run, true));
        assertEquals("nothing-replaced", problem.code());
        assertTrue(problem.what().contains("was undone before its cutover"), problem.what());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void anOldMachineThatWorksAgainStays() {
        RunRecord run = restored(true);
        shop.fly().machines().start(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(java.time.Duration.ofSeconds(30));
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().finish(run));
        assertEquals("old-machine-at-work", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void whenTheNewPairIsGoneTheOldOneStays() {
        RunRecord run = restored(true);
        MachineId now = new MachineId(shop.writers().getFirst().id());
        shop.fly().machines().delete(Shop.APP, now, true, Optional.empty());
        shop.sim().sleeper().sleep(java.time.Duration.ofSeconds(30));
        WorldView before = shop.sim().view();
        assertEquals("new-pair-gone", refused(() -> shop.restore().finish(run)).code());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void whileTheNewMachineDoesNotRunTheOldPairStays() {
        RunRecord run = restored(true);
        MachineId now = new MachineId(shop.writers().getFirst().id());
        shop.fly().machines().stop(Shop.APP, now, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().finish(run));
        assertEquals("new-machine-not-at-work", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void whileAHostDoesNotAnswerTheOldPairStays() {
        RunRecord run = restored(true);
        for (String one : List.of(shop.writers().getFirst().id(), shop.machine().value())) {
            host(one, true);
            WorldView before = shop.sim().view();
            Problem problem = refused(() -> shop.restore().finish(run));
            assertEquals("host-gone", problem.code(), one);
            assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
            assertEquals(before, shop.sim().view());
            host(one, false);
        }
    }

    private void host(String machine, boolean dead) {
        shop.setHostDead(machine, dead);
    }

    private RunRecord restored(boolean cutover) {
        RunId id = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(id, Shop.restoreRequest(cutover)));
        return shop.journal().run(id).orElseThrow();
    }

    private static Problem refused(org.junit.jupiter.api.function.Executable action) {
        return assertThrows(FlysnapException.class, action).problem();
    }
}
