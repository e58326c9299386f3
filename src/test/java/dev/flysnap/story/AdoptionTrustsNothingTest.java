package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.restore.RestoreView;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.model.RestorePlan;
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
    void aRunThatWasUndoneIsAdoptedAsThatAndItsWritesAreKeptUntilTheyAreGivenUp() {
        RunId run = shop.nextRun();
        RestoreReport report = cutOver(run);
        shop.restore().undo(shop.journal().run(run).orElseThrow());
        RecoveredRun.Recovered taken = assertInstanceOf(RecoveredRun.Recovered.class, only());
        assertEquals(
                "flysnap finish %s --discard-writes (removes what it made, with what was written to it)"
                        .formatted(run),
                taken.next());
        RunRecord adopted = fresh.run(run).orElseThrow();
        assertEquals(RunStatus.UNDONE, fresh.status(run));
        Problem kept =
                assertThrows(FlysnapException.class, () -> restore().finish(adopted)).problem();
        assertEquals("undone-run-holds-writes", kept.code());
        assertTrue(
                kept.why().contains("what was written, which the app's volume"),
                "when is not known: " + kept.why());
        FinishPreview finished = restore().finish(adopted, true);
        assertEquals(report.machine(), finished.machine().map(Machine::id));
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
        assertEquals(1, shop.settledView().app("shop").volumes().size());
    }

    @Test
    void twoCutoversThatAreDoneAreAdoptedAsThatAndFinished() {
        RestoreReport first = cutOver(shop.nextRun());
        RestoreReport second = cutOver(shop.nextRun());
        assertEquals(
                List.of(
                        "flysnap finish %s (removes what it replaced)"
                                .formatted(first.plan().run()),
                        "flysnap finish %s (removes what it replaced)"
                                .formatted(second.plan().run())),
                adopted().stream().map(it -> ((RecoveredRun.Recovered) it).next()).toList());
        for (RestoreReport one : List.of(first, second)) {
            RunRecord run = fresh.run(one.plan().run()).orElseThrow();
            assertEquals(RunStatus.DONE, fresh.status(run.id()));
            var _ = restore().finish(run);
        }
        assertEquals(
                List.of(second.volume()),
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(it -> it.id())
                        .toList());
        assertEquals(1, shop.writers().size());
    }

    @Test
    void whatIsAdoptedIsSaidAsItIs() {
        RunId run = shop.nextRun();
        var _ = cutOver(run);
        var _ = only();
        RestoreReport report = restore().continueRun(fresh.run(run).orElseThrow());
        assertEquals(Optional.empty(), report.withoutService(), "nobody knows how long it was");
        String text = new RestoreView(report).text();
        assertTrue(
                text.contains(
                        "  verified  by an earlier process; what it found is lost with its journal"),
                text);
        Triage triage = new TriageCollector(bench(), Shop.NOTHING_OUTSIDE).collect(Shop.APP);
        assertEquals(List.of(), triage.runs(), "the old machine stands, and nothing is open");
    }

    @Test
    void anOldMachineThatStandsIsNotSaidToBeAtWork() {
        RunId run = shop.nextRun();
        Restore cut = shop.restore(this::cutWhenNewHasTheMetadata);
        RestorePlan plan = cut.plan(run, Shop.restoreRequest(true));
        assertThrows(PowerCut.Dark.class, () -> cut.run(plan));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        RecoveredRun.Recovered taken = assertInstanceOf(RecoveredRun.Recovered.class, only());
        assertTrue(taken.next().startsWith("flysnap continue " + run), taken.next());
        Triage triage = new TriageCollector(bench(), Shop.NOTHING_OUTSIDE).collect(Shop.APP);
        assertEquals(
                List.of(Triage.PendingState.HALF_DONE),
                triage.runs().stream().map(Triage.PendingRun::state).toList());
        assertEquals("flysnap continue " + run, triage.advice().command());
    }

    /** The new machine has become the app; it has not been opened for traffic. */
    private void cutWhenNewHasTheMetadata() {
        boolean isApp =
                shop.fly().machines().list(Shop.APP).stream()
                        .anyMatch(it ->
                                it.metadata().containsKey("flysnap_run")
                                        && !it.metadata().containsKey("flysnap_role"));
        if (isApp) {
            throw new PowerCut.Dark();
        }
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
