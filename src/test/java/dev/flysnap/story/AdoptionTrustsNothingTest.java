package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.RecoveredRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal is lost. What is adopted from the world is what the world shows: nobody asked for a
 * cutover, and no data is good, because it looks as if.
 */
class AdoptionTrustsNothingTest {
    @TempDir private Path state;
    private Shop shop;
    private Journal fresh;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state.resolve("lost"), Switches.DEFAULTS);
        var _ = shop.create();
        fresh = shop.openJournal(state.resolve("fresh"));
    }

    @AfterEach
    void close() {
        fresh.close();
        shop.close();
    }

    @Test
    void aMachineThatIsIdleAndWasDeployedToHasNotBegunACutover() {
        RunId run = shop.nextRun();
        var _ = shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(false)));
        shop.deploy(Shop.NEXT_IMAGE);
        shop.fly()
                .machines()
                .setMetadata(Shop.APP, shop.machine(), "fly_release_id", "r2", Optional.empty());
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));

        RecoveredRun.Recovered taken = assertInstanceOf(RecoveredRun.Recovered.class, only());
        assertTrue(taken.next().contains("with --cutover"), taken.next());
        RunRecord adopted = fresh.run(run).orElseThrow();
        assertEquals(Optional.empty(), restore().previewUndo(adopted).old());

        // Its verifier stands, and what that had found went with the journal.
        Problem problem =
                assertThrows(FlysnapException.class, () -> restore().continueRun(adopted))
                        .problem();
        assertEquals("machine-never-started", problem.code());
        assertEquals(List.of(), shop.writers(), "the app stays as it was, idle");
        assertEquals(3, shop.platformKeys());
        assertEquals(
                "r2",
                shop.fly()
                        .machines()
                        .get(Shop.APP, shop.machine())
                        .metadata()
                        .get("fly_release_id"));
    }

    @Test
    void aCutoverThatTheNoteDoesNotAskForCanOnlyBeTakenBack() {
        WorldView before = shop.sim().view();
        RunId run = shop.nextRun();
        var _ = shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(false)));
        Restore cut = shop.restore(this::cutWhenStopped);
        RunRecord record = shop.journal().run(run).orElseThrow();
        assertThrows(PowerCut.Dark.class, () -> cut.continueRun(record, Optional.of(Goal.CUTOVER)));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));

        RecoveredRun.Recovered taken = assertInstanceOf(RecoveredRun.Recovered.class, only());
        assertEquals("flysnap undo " + run + " (undoes it)", taken.next());
        RunRecord adopted = fresh.run(run).orElseThrow();
        Problem problem =
                assertThrows(FlysnapException.class, () -> restore().continueRun(adopted))
                        .problem();
        assertEquals("run-half-undone", problem.code());
        restore().undo(adopted);
        assertEquals(before, shop.sim().view());
    }

    @Test
    void anUndoThatWasCutShortIsOnlyGoneOnWith() {
        RunId run = shop.nextRun();
        var _ = cutOver(run);
        Restore cut = shop.restore(this::cutWhenNewIsWithdrawn);
        assertThrows(PowerCut.Dark.class, () -> cut.undo(shop.journal().run(run).orElseThrow()));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        RecoveredRun.Recovered taken = assertInstanceOf(RecoveredRun.Recovered.class, only());
        assertEquals("flysnap undo " + run + " (undoes it)", taken.next());
        restore().undo(fresh.run(run).orElseThrow());
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
        assertEquals(3, shop.platformKeys());
    }

    private void cutWhenNewIsWithdrawn() {
        boolean withdrawn =
                shop.fly().machines().list(Shop.APP).stream()
                        .noneMatch(it -> it.metadata().containsKey("fly_platform_version"));
        if (withdrawn) {
            throw new PowerCut.Dark();
        }
    }

    @Test
    void aMachineThatAnUndoPutOutOfServiceIsNotMadeTheAppAgain() {
        RunId run = shop.nextRun();
        RestoreReport report = cutOver(run);
        shop.restore().undo(shop.journal().run(run).orElseThrow());
        RecoveredRun.NotRecovered left = assertInstanceOf(RecoveredRun.NotRecovered.class, only());
        assertTrue(
                left.next()
                        .contains(
                                "fly machine destroy %s --force --app shop"
                                        .formatted(report.machine().orElseThrow())),
                left.next());
        assertEquals(List.of(), fresh.runs());
    }

    @Test
    void ofTwoCutoversOnlyTheOneThatTheAppRunsOnIsAdopted() {
        RestoreReport first = cutOver(shop.nextRun());
        RunId second = shop.nextRun();
        var _ = cutOver(second);
        List<RecoveredRun> found = adopted();
        assertEquals(
                List.of(second),
                found.stream()
                        .filter(RecoveredRun.Recovered.class::isInstance)
                        .map(it -> ((RecoveredRun.Recovered) it).run())
                        .toList());
        String what =
                found.stream()
                        .filter(RecoveredRun.NotRecovered.class::isInstance)
                        .map(it -> ((RecoveredRun.NotRecovered) it).what())
                        .findFirst()
                        .orElseThrow();
        assertTrue(what.contains(first.machine().orElseThrow().value()), what);
    }

    @Test
    void aMoveThatIsLostOnItsWaySaysHowTheOldMachineWorksAgain() {
        Restore cut = shop.restore(this::cutWhenSomethingNewVerifies);
        RunId run = shop.nextRun();
        assertThrows(PowerCut.Dark.class, () -> cut.run(shop.movePlan(run)));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));

        RecoveredRun.NotRecovered left = assertInstanceOf(RecoveredRun.NotRecovered.class, only());
        for (String command :
                List.of(
                        "fly machine update %s --app shop --skip-start --yes --metadata fly_platform_version=v2",
                        "fly machine start %s --app shop", "fly machine uncordon %s --app shop")) {
            assertTrue(left.next().contains(command.formatted(shop.machine())), left.next());
        }
        assertTrue(left.next().contains("; fly volumes destroy vol_"), left.next());
        assertEquals(List.of(), fresh.runs());
    }

    @Test
    void aMoveThatIsDoneSaysWhichMachineNeverToStart() {
        RunId run = shop.nextRun();
        RestoreReport report = shop.restore().run(shop.movePlan(run));
        RecoveredRun.NotRecovered left = assertInstanceOf(RecoveredRun.NotRecovered.class, only());
        assertTrue(
                left.what().contains(report.machine().map(MachineId::value).orElseThrow()),
                left.what());
        assertTrue(
                left.next()
                        .contains(
                                "fly machine destroy --force %s --app shop; fly volumes destroy %s --yes --app shop"
                                        .formatted(shop.machine(), shop.volume())),
                left.next());
        var _ = shop.restore().finish(shop.journal().run(run).orElseThrow());
        assertEquals(List.of(), adopted(), "a move that is finished is over");
    }

    private void cutWhenStopped() {
        if (old().equals(MachineState.STOPPED)) {
            throw new PowerCut.Dark();
        }
    }

    private void cutWhenSomethingNewVerifies() {
        if (old().equals(MachineState.STOPPED) && shop.fly().machines().list(Shop.APP).size() > 1) {
            throw new PowerCut.Dark();
        }
    }

    private MachineState old() {
        return shop.fly().machines().get(Shop.APP, shop.machine()).state();
    }

    private RestoreReport cutOver(RunId run) {
        return shop.restore().run(shop.restore().plan(run, Shop.restoreRequest(true)));
    }

    private RecoveredRun only() {
        List<RecoveredRun> found = adopted();
        assertEquals(1, found.size(), found::toString);
        return found.getFirst();
    }

    private List<RecoveredRun> adopted() {
        return new RestoreRecovery(bench(), Shop.APP).recover();
    }

    private Restore restore() {
        return new Restore(bench());
    }

    private RunContext bench() {
        return new RunContext(
                shop.fly(),
                fresh,
                shop.sim().sleeper(),
                shop.sim().clock(),
                words -> {},
                shop.cut());
    }
}
