package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.SupersededData;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two cutovers, and the undo of one: whatever is superseded can be removed, in any order. */
class TwoCutoversTest {
    @TempDir private Path state;
    private Shop shop;
    private RunRecord first;
    private RunRecord second;

    @BeforeEach
    void cutOverTwice() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
        first = cutOver();
        var _ = shop.create();
        second = cutOver();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private RunRecord cutOver() {
        RunId id = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(id, Shop.restoreRequest(true)));
        return shop.journal().run(id).orElseThrow();
    }

    @Test
    void eachVolumeIsExplained() {
        assertEquals(
                Map.of(
                        shop.volume(), "REPLACED by " + first.id(),
                        made(first), "REPLACED by " + second.id(),
                        made(second), "LIVE"),
                uses());
        shop.restore().undo(second);
        assertEquals(
                Map.of(
                        shop.volume(), "REPLACED by " + first.id(),
                        made(first), "LIVE",
                        made(second), "UNDONE by " + second.id()),
                uses());
        shop.restore().undo(first);
        assertEquals(
                Map.of(
                        shop.volume(), "LIVE",
                        made(first), "UNDONE by " + first.id(),
                        made(second), "UNDONE by " + second.id()),
                uses());
    }

    @Test
    void theOlderRunIsFinishedFirst() {
        VolumeId live = made(second);
        FinishPreview older = shop.restore().finish(first);
        assertEquals(Optional.of(shop.volume()), older.volume().map(Volume::id));
        assertEquals(Optional.of(live), older.kept());
        assertOnlyLeft(live, made(first));
        var _ = shop.restore().finish(second);
        assertOnlyLeft(live);
    }

    @Test
    void theNewerRunIsFinishedFirst() {
        VolumeId live = made(second);
        var _ = shop.restore().finish(second);
        assertOnlyLeft(live, shop.volume());
        assertEquals(
                Map.of(shop.volume(), "REPLACED by " + first.id(), live, "LIVE"),
                uses(),
                "the machine in between is gone, and the run is still known");
        var _ = shop.restore().finish(first);
        assertOnlyLeft(live);
    }

    @Test
    void afterTheUndoOfTheSecondTheFirstIsFinishedAndTheWritesAreKept() {
        VolumeId undone = made(second);
        shop.restore().undo(second);
        var _ = shop.restore().finish(first);
        assertOnlyLeft(made(first), undone);
        Problem problem = refused(second);
        assertEquals("undone-run-holds-writes", problem.code());
        assertEquals(ExitCode.USAGE, problem.exit(), "a confirmation is missing");
        assertTrue(problem.what().contains(undone.value()), problem.what());
        assertTrue(
                problem.next()
                        .contains("flysnap finish %s --discard-writes".formatted(second.id())),
                problem.next());
        assertTrue(problem.next().contains("in a snapshot first: flysnap create"), problem.next());
        assertOnlyLeft(made(first), undone);
        assertEquals(
                List.of("flysnap status shop"),
                new SupersededData(shop.bench(shop.cut()))
                        .findings(Shop.APP).stream().map(Finding::next).toList(),
                "writes are not discarded on advice");
        FinishPreview discarded = shop.restore().finish(second, true);
        assertEquals(Optional.of(undone), discarded.volume().map(Volume::id));
        assertTrue(discarded.notes().getFirst().startsWith(undone + " may hold what was written"));
        assertOnlyLeft(made(first));
        assertEquals(RunStatus.UNDONE, shop.journal().status(second.id()));
        assertTrue(shop.restore().previewFinish(second).hasNothingToDelete());
    }

    @Test
    void theSupersededMachineIsNeverToBeStartedBesideTheLiveOne() {
        stop(machineOf(made(second)));
        for (RunRecord run : List.of(first, second)) {
            Problem problem = refused(run);
            assertEquals("new-machine-not-at-work", problem.code());
            assertTrue(problem.next().startsWith("See which machine has to start: flysnap rescue"));
        }
        assertEquals(
                "fly machine start %s --app shop".formatted(machineOf(made(second))),
                look().advice().command(),
                "and rescue names the right one");
    }

    @Test
    void aMachineThatNoRunPutToWorkDoesNotProveThatTheDataIsThere() {
        shop.fly().machines().delete(Shop.APP, machineOf(made(second)), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        VolumeId empty = shop.newVolume();
        var _ = shop.addMachine("deployed", Shop.AMS, Shop.config(empty));
        assertEquals("unknown-machine-serves", refused(first).code());
    }

    @Test
    void allAtOnceLeavesTheServingPairOnly() {
        VolumeId live = made(second);
        FinishAll.Plan plan = new FinishAll(shop.bench(shop.cut())).plan(Shop.APP, false);
        assertEquals(
                List.of(second.id(), first.id()),
                plan.items().stream().map(FinishPreview::run).toList());
        assertEquals(List.of(), plan.kept());
        FinishAll.Outcome outcome = new FinishAll(shop.bench(shop.cut())).run(plan, false);
        assertEquals(List.of(), outcome.problems());
        assertOnlyLeft(live);
        assertEquals(1, shop.writers().size());
        FinishAll.Plan again = new FinishAll(shop.bench(shop.cut())).plan(Shop.APP, false);
        assertEquals(List.of(), again.items(), "a second time there is nothing");
        assertEquals(List.of(), again.kept());
        assertEquals(Map.of(live, "LIVE"), uses());
    }

    @Test
    void allAtOnceKeepsAndNamesTheWritesOfAnUndoneRunAndWhatWaits() {
        VolumeId undone = made(second);
        shop.restore().undo(second);
        RunId waiting = shop.nextRun();
        var _ = shop.restore().run(shop.restore().plan(waiting, Shop.restoreRequest(false)));
        VolumeId waits = made(shop.journal().run(waiting).orElseThrow());
        FinishAll finish = new FinishAll(shop.bench(shop.cut()));
        FinishAll.Plan plan = finish.plan(Shop.APP, false);
        assertEquals(List.of(first.id()), plan.items().stream().map(FinishPreview::run).toList());
        assertEquals(
                List.of("undone-run-holds-writes", "volume-kept"),
                plan.kept().stream().map(Problem::code).toList());
        assertEquals(
                "flysnap continue %s --cutover".formatted(waiting), plan.kept().getLast().next());
        var _ = finish.run(plan, false);
        assertOnlyLeft(made(first), undone, waits);
        var _ = finish.run(finish.plan(Shop.APP, true), true);
        assertOnlyLeft(made(first), waits);
    }

    @Test
    void aPreviewThatIsOutdatedRemovesNothing() {
        FinishAll finish = new FinishAll(shop.bench(shop.cut()));
        FinishAll.Plan plan = finish.plan(Shop.APP, false);
        MachineId old = shop.machine();
        shop.fly().machines().start(Shop.APP, old, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        FinishAll.Outcome outcome = finish.run(plan, false);
        assertEquals(
                List.of("old-machine-at-work"),
                outcome.problems().stream().map(Problem::code).toList());
        assertOnlyLeft(shop.volume(), made(second));
    }

    private Map<VolumeId, String> uses() {
        return VolumeUses.of(
                        shop.bench(shop.cut()),
                        Shop.APP,
                        living(),
                        shop.fly().volumes().list(Shop.APP).stream()
                                .filter(it -> !it.state().isDead())
                                .toList())
                .all()
                .stream()
                .collect(
                        Collectors.toMap(
                                it -> it.volume().id(),
                                it -> it.kind() + it.run().map(" by %s"::formatted).orElse("")));
    }

    private List<Machine> living() {
        return shop.fly().machines().list(Shop.APP).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    private void assertOnlyLeft(VolumeId... volumes) {
        WorldView.AppView app = shop.settledView().app("shop");
        assertEquals(volumes.length, app.machines().size());
        assertEquals(
                java.util.Set.of(volumes),
                shop.fly().volumes().list(Shop.APP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .collect(Collectors.toSet()));
    }

    /** The volume that a run has made. */
    private VolumeId made(RunRecord run) {
        return shop.journal().events(run.id()).stream()
                .filter(dev.flysnap.journal.RunEvent.Applied.class::isInstance)
                .map(dev.flysnap.journal.RunEvent.Applied.class::cast)
                .flatMap(it -> dev.flysnap.tags.TagKeys.createdVolume(it.effect()).stream())
                .findFirst()
                .orElseThrow();
    }

    private MachineId machineOf(VolumeId volume) {
        return shop.fly().volumes().get(Shop.APP, volume).attachedMachine().orElseThrow();
    }

    private void stop(MachineId machine) {
        shop.fly().machines().stop(Shop.APP, machine, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    private Triage look() {
        return new TriageCollector(shop.bench(shop.cut()), Shop.NOTHING_OUTSIDE).collect(Shop.APP);
    }

    private Problem refused(RunRecord run) {
        return assertThrows(FlysnapException.class, () -> shop.restore().finish(run)).problem();
    }
}
