package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** While a run stood still, somebody else put a machine to work: it never gets a second one. */
class OneWriterTest {
    @TempDir private Path state;
    @TempDir private Path elsewhere;
    private Shop shop;
    private int mostWriters;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCutoverIsRefusedWhileAnotherOneIsHalfDone() {
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
        RunRecord first = cutWhen(() -> events().contains("old_stopped"));
        WorldView before = shop.sim().view();
        assertEquals(
                "cutover-unfinished",
                refused(() -> restore.plan(shop.nextRun(), Shop.restoreRequest(true))).code());
        try (Lock _ = shop.journal().lock(LockKey.ofApp(first.app()), first.id())) {
            Problem atWork = refused(() -> restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
            assertEquals("locked", atWork.code(), "whoever works on it is not to be disturbed");
        }
        Problem problem = refused(() -> restore.run(plan));
        assertEquals("cutover-unfinished", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.next().contains("flysnap continue " + first.id()), problem.next());
        assertEquals(before, shop.sim().view());
        assertEquals(Optional.empty(), shop.journal().run(plan.run()));

        Instructions.follow(shop, problem.next());
        assertEquals(List.of("fra"), regionsOfWriters());
    }

    @Test
    void aRunThatGoesOnStartsNothingBesideAMachineThatAnotherJournalPutToWork() {
        RunRecord first = cutWhen(() -> events().contains("old_stopped"));
        try (Journal other = shop.openJournal(elsewhere)) {
            Restore restore = new Restore(shop.bench(other));
            RestoreReport second =
                    restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
            String serving = second.machine().orElseThrow().value();
            Problem problem = refused(() -> shop.restore().continueRun(first));
            assertEquals("another-machine-serves", problem.code());
            assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
            assertTrue(problem.what().contains(serving), problem.what());
            assertTrue(problem.what().contains(second.plan().run().value()), problem.what());
            assertEquals(List.of(serving), writers());

            assertTrue(shop.restore().undo(first).oldStays());
            assertEquals(List.of(serving), writers());
            assertEquals(RunStatus.UNDONE, shop.journal().status(first.id()));
            assertEquals(2, shop.sim().view().app("shop").machines().size());
            assertEquals(2, shop.sim().view().app("shop").volumes().size());
        }
    }

    @Test
    void afterItsCommitARunStartsNothingBesideAnotherMachineEither() {
        RunRecord first = cutWhen(() -> events().contains("committed"));
        startAnother();
        String serving = writers().getFirst();
        Problem problem = refused(() -> shop.restore().continueRun(first));
        assertEquals("another-machine-serves", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(List.of(serving), writers());
    }

    @Test
    void anOlderRunIsNotTakenBackWhileANewerCutoverIsHalfDone() {
        RunRecord first = restored();
        RunRecord second = cutWhen(() -> shop.writers().isEmpty());
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().undo(first));
        assertEquals("cutover-unfinished", problem.code());
        assertTrue(problem.next().contains(second.id().value()), problem.next());
        assertEquals(before, shop.sim().view());
    }

    /** Its machine looks as if it ran: the host does not answer, and it could not be stopped. */
    @Test
    void aRunWhoseMachineIsTwoCutoversOldIsNotTakenBack() {
        RunRecord first = restored();
        shop.setHostDead(writers().getFirst(), true);
        assertEquals(
                "fence-pending",
                refused(() ->
                                shop.restore()
                                        .run(
                                                shop.restore()
                                                        .plan(
                                                                shop.nextRun(),
                                                                Shop.unfencedRequest())))
                        .code());
        var _ = restored();
        WorldView before = shop.sim().view();
        assertEquals("run-superseded", refused(() -> shop.restore().undo(first)).code());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aRunWhoseMachineALaterOneReplacedIsNotTakenBack() {
        RunRecord first = restored();
        RunRecord second = restored();
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().undo(first));
        assertEquals("run-superseded", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.next().contains("flysnap undo " + second.id()), problem.next());
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.DONE, shop.journal().status(first.id()));

        shop.restore().undo(second);
        shop.restore().undo(first);
        assertEquals(List.of(shop.machine().value()), writers());
    }

    @Test
    void aMachineThatCameWhenNoneWasToBeReplacedEndsTheRunBeforeItsCutover() {
        shop.lose();
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
        startAnother();
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> restore.run(plan));
        assertEquals("another-machine-serves", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.UNDONE, shop.journal().status(plan.run()));
    }

    @Test
    void anOldMachineThatSomebodyStartedToEndTheOutageIsStoppedAgainBeforeTheNewOneStarts() {
        RunRecord run = cutWhen(() -> events().contains("old_stopped"));
        startOld();
        RestoreReport report = watched().continueRun(run);
        assertEquals(1, mostWriters);
        assertEquals(List.of("fra"), regionsOfWriters());
        assertTrue(
                report.withoutService().orElseThrow().compareTo(Duration.ofMinutes(5)) > 0,
                "since it was stopped first");
    }

    @Test
    void afterTheCommitAnOldMachineThatSomebodyStartedKeepsTheNewOneFromStarting() {
        RunRecord run = cutWhen(() -> events().contains("committed"));
        startOld();
        Problem problem = refused(() -> watched().continueRun(run));
        assertEquals("old-machine-at-work", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(1, mostWriters);
        assertEquals(List.of(shop.machine().value()), writers());
    }

    @Test
    void anUndoThatCannotLookLeavesTheRunHalfWayAndSaysSo() {
        RunRecord run = cutWhen(() -> events().contains("old_stopped"));
        // The first look asks only whether Fly has moved the volume.
        shop.sim().faults().queue(FaultKinds.fault("machines.get", 2, "422"));
        Problem problem = refused(() -> shop.restore().undo(run));
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.next().contains("flysnap undo " + run.id()), problem.next());
        Instructions.follow(shop, problem.next());
        assertEquals(List.of(shop.machine().value()), writers());
    }

    @Test
    void aNewMachineThatSomebodyStartedWhileItWasTakenBackIsStoppedBeforeTheOldOneStarts() {
        RunRecord run = restored();
        Restore cut =
                shop.restore(() -> {
                    if (events().contains("new_stopped")) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(PowerCut.Dark.class, () -> cut.undo(run));
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        MachineId made = shop.restore().previewUndo(run).newMachine().orElseThrow();
        shop.fly().machines().start(Shop.APP, made, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        assertEquals(List.of(made.value()), writers());
        watched().undo(run);
        assertEquals(1, mostWriters);
        assertEquals(List.of(shop.machine().value()), writers());
        assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
    }

    @Test
    void aMachineThatCameToTheNewOnesSideDoesNotKeepItFromBeingTakenBack() {
        RunRecord run = restored();
        startAnother();
        Restore cut =
                shop.restore(() -> {
                    if (events().contains("new_stopped")) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(PowerCut.Dark.class, () -> cut.undo(run));
        shop.restore().undo(run);
        assertEquals(List.of("ams", "ams"), regionsOfWriters());
        assertTrue(writers().contains(shop.machine().value()));
    }

    @Test
    void anotherMachineOfTheAppWithDataOfItsOwnGoesOn() {
        startAnother();
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan =
                restore.plan(
                        shop.nextRun(),
                        Shop.request(true).volume(Optional.of(shop.volume())).build());
        assertEquals(1, plan.serving().beside().size());
        var _ = restore.run(plan);
        assertEquals(List.of("ams", "fra"), regionsOfWriters());
        shop.restore().undo(shop.journal().run(plan.run()).orElseThrow());
        assertEquals(List.of("ams", "ams"), regionsOfWriters());
    }

    private String events() {
        return shop.journal().runs().stream()
                .map(it -> shop.journal().events(it.id()).toString())
                .reduce("", String::concat);
    }

    /** A restore that dies as soon as that is so, with its leases run out. */
    private RunRecord cutWhen(java.util.function.BooleanSupplier moment) {
        RunId run = shop.nextRun();
        Restore restore =
                shop.restore(() -> {
                    if (moment.getAsBoolean()) {
                        throw new PowerCut.Dark();
                    }
                });
        RestorePlan plan = restore.plan(run, Shop.restoreRequest(true));
        assertThrows(PowerCut.Dark.class, () -> restore.run(plan));
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        return shop.journal().run(run).orElseThrow();
    }

    private RunRecord restored() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        return shop.journal().run(run).orElseThrow();
    }

    /** By hand, or by a deploy that found none. */
    private void startAnother() {
        VolumeId volume = shop.newVolume();
        var _ = shop.addMachine("another", Shop.AMS, Shop.config(volume));
    }

    private void startOld() {
        shop.fly().machines().start(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    private Restore watched() {
        return shop.restore(() -> mostWriters = Math.max(mostWriters, shop.writers().size()));
    }

    private List<String> writers() {
        return shop.writers().stream().map(SimMachine::id).toList();
    }

    private List<String> regionsOfWriters() {
        return shop.writers().stream().map(it -> it.birth().region()).sorted().toList();
    }

    private static Problem refused(Executable action) {
        return assertThrows(FlysnapException.class, action).problem();
    }
}
