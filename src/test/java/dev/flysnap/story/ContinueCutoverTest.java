package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that ended before its cutover, and goes on to it later. */
class ContinueCutoverTest {
    @TempDir private Path state;
    private Shop shop;

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
    void aDeployMeanwhileIsNotTakenBack() {
        RunRecord run = verified();
        shop.deploy(Shop.NEXT_IMAGE);
        Problem problem = refused(run);
        assertEquals("deployed-meanwhile", problem.code());
        assertEquals(
                "Restore again: flysnap restore "
                        + shop.journal().snapshots(Shop.APP).getFirst().snapshot()
                        + " --app shop --to-region fra --cutover, and remove what this run made: flysnap undo "
                        + run.id(),
                problem.next());
    }

    @Test
    void withoutTheMachineThatItMadeNothingIsStopped() {
        RunRecord run = verified();
        deleteNewMachine();
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        assertEquals("new-machine-gone", refused(run).code());
        Finding told = new PendingRuns(shop.bench(shop.cut())).findings(Shop.APP).getFirst();
        assertTrue(told.seen().contains("its new machine is gone"), told::seen);
        assertEquals("flysnap undo " + run.id(), told.next());
    }

    private RunId cutBeforeItsCutover() {
        RunId cut = shop.nextRun();
        Restore first =
                shop.restore(() -> {
                    if (events(cut).contains("verifier_stopped")) {
                        throw new PowerCut.Dark();
                    }
                });
        RestorePlan plan = first.plan(cut, Shop.restoreRequest(true));
        assertThrows(PowerCut.Dark.class, () -> first.run(plan));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        return cut;
    }

    @Test
    void withoutItNothingIsStoppedEitherWhereTheCutoverWasPlanned() {
        RunId cut = cutBeforeItsCutover();
        List<SimMachine> serving = shop.writers();
        deleteNewMachine();
        RunRecord run = shop.journal().run(cut).orElseThrow();
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.restore().continueRun(run))
                        .problem();
        assertEquals("new-machine-gone", problem.code());
        assertEquals(
                serving.stream().map(SimMachine::id).toList(),
                shop.writers().stream().map(SimMachine::id).toList());
    }

    @Test
    void aMachineThatAnotherRunPutToWorkMeanwhileIsNotReplaced() {
        RunRecord run = verified();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        Problem problem = refused(run);
        assertEquals("run-overtaken", problem.code());
        assertEquals("Remove what this run made: flysnap undo " + run.id(), problem.next());
    }

    @Test
    void aRunThatWasCutBeforeItsCutoverIsNotGoneOnWithAfterAnotherOne() {
        RunId cut = cutBeforeItsCutover();
        var _ = shop.restore().run(shop.restore().plan(shop.nextRun(), Shop.restoreRequest(true)));
        List<SimMachine> serving = shop.writers();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        shop.restore()
                                                .continueRun(shop.journal().run(cut).orElseThrow()))
                        .problem();
        assertEquals("run-overtaken", problem.code());
        assertEquals("The app runs: flysnap status shop", problem.next());
        assertEquals(
                serving.stream().map(SimMachine::id).toList(),
                shop.writers().stream().map(SimMachine::id).toList());
        assertEquals(RunStatus.UNDONE, shop.journal().status(cut), "its data was older");
    }

    @Test
    void aCutoverThatIsDoneIsNotAnnouncedOnceMore() {
        RunRecord run = verified();
        Restore restore = shop.restore();
        RestorePlan ahead =
                restore.planPendingCutover(run, Optional.of(Goal.CUTOVER)).orElseThrow();
        assertTrue(ahead.cutover());
        var _ = restore.continueRun(run, Optional.of(Goal.CUTOVER));
        assertEquals(Optional.empty(), restore.planPendingCutover(run, Optional.of(Goal.CUTOVER)));
        var _ = restore.finish(run);
        assertEquals(Optional.empty(), restore.planPendingCutover(run, Optional.of(Goal.CUTOVER)));
        RestorePlan move = shop.movePlan(shop.nextRun());
        var _ = restore.run(move);
        RunRecord moved = shop.journal().run(move.run()).orElseThrow();
        assertEquals(
                Optional.empty(), restore.planPendingCutover(moved, Optional.of(Goal.CUTOVER)));
    }

    private Problem refused(RunRecord run) {
        WorldView before = shop.sim().view();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> shop.restore().continueRun(run, Optional.of(Goal.CUTOVER)))
                        .problem();
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()), "and nothing was taken back");
        return problem;
    }

    @Test
    void aCreateThatNotesItselfMeanwhileIsNoDeploy() {
        RunRecord run = verified();
        note("one");
        Restore restore =
                shop.restore(() -> {
                    if (shop.journal().events(run.id()).toString().contains("begin-cutover")) {
                        note("two");
                    }
                });
        var _ = restore.continueRun(run, Optional.of(Goal.CUTOVER));
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
        assertEquals(
                List.of("fra"), shop.writers().stream().map(it -> it.birth().region()).toList());
    }

    /** As a create does it, which passes a lease; here it does only before there is one. */
    private void note(String text) {
        if (shop.sim().world().machine(shop.machine().value()).orElseThrow().lease().isEmpty()) {
            shop.fly()
                    .machines()
                    .setMetadata(
                            Shop.APP, shop.machine(), "flysnap_create", text, Optional.empty());
        }
    }

    @Test
    void aCutoverThatWasBegunGoesOnWithTheMachineThatItBeganWith() {
        startAnother("one");
        startAnother("two");
        RunId id = shop.nextRun();
        Restore first = shop.restore();
        var _ = first.run(first.plan(id, ofTheShop()));
        RunRecord run = shop.journal().run(id).orElseThrow();
        Restore cut =
                shop.restore(() -> {
                    if (shop.sim()
                            .world()
                            .machine(shop.machine().value())
                            .orElseThrow()
                            .is(SimMachine.State.STOPPED)) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(PowerCut.Dark.class, () -> cut.continueRun(run, Optional.of(Goal.CUTOVER)));
        var _ = shop.restore().continueRun(run, Optional.of(Goal.CUTOVER));
        assertEquals(
                List.of("ams", "ams", "fra"),
                shop.writers().stream().map(it -> it.birth().region()).sorted().toList());
    }

    @Test
    void theVerifierIsNotTakenForTheAppWhileItsHostDoesNotAnswer() {
        RunId id = shop.nextRun();
        Restore cut =
                shop.restore(() -> {
                    if (events(id).contains("update-to-app")) {
                        throw new PowerCut.Dark();
                    }
                });
        RestorePlan plan = cut.plan(id, Shop.restoreRequest(true));
        assertThrows(PowerCut.Dark.class, () -> cut.run(plan));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        RunRecord run = shop.journal().run(id).orElseThrow();
        String made =
                shop.sim().world().machinesOf("shop").stream()
                        .filter(it -> it.birth().region().equals("fra"))
                        .map(SimMachine::id)
                        .findFirst()
                        .orElseThrow();
        host(made, true);
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.restore().continueRun(run))
                        .problem();
        assertEquals("step-unclear", problem.code());
        assertTrue(problem.why().contains("config"), problem.why());
        host(made, false);
        var _ = shop.restore().continueRun(run);
        assertEquals(List.of(made), shop.writers().stream().map(SimMachine::id).toList());
    }

    @Test
    void aVerifiersConfigIsNotTakenForTheApps() {
        // A create of a volume that a verifier mounts keeps the verifier with its snapshot.
        RunRecord run = verified();
        var machine =
                shop.fly().machines().list(Shop.APP).stream()
                        .filter(it -> it.metadata().containsKey("flysnap_role"))
                        .findFirst()
                        .orElseThrow();
        CreateRequest request =
                new CreateRequest(
                        Shop.APP,
                        Optional.of(machine.mountedVolumes().getFirst()),
                        Optional.of(QuiescePolicy.OFF),
                        HoldUntil.QUIESCED,
                        Duration.ofMinutes(5),
                        List.of(),
                        Optional.empty(),
                        Duration.ofMinutes(10));
        Create creation = new Create(shop.bench(shop.cut()), Optional.empty());
        var receipt = creation.run(creation.plan(shop.nextRun(), request));
        shop.restore().undo(run);
        shop.lose();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        shop.restore()
                                                .plan(
                                                        shop.nextRun(),
                                                        RestoreRequestBuilder.of(
                                                                        Shop.APP,
                                                                        new SnapshotChoice.ById(
                                                                                receipt.snapshot()))
                                                                .build()))
                        .problem();
        assertEquals("machine-config-unknown", problem.code());
    }

    private RestoreRequest ofTheShop() {
        return Shop.request(false).volume(Optional.of(shop.volume())).build();
    }

    private String events(RunId run) {
        return shop.journal().run(run).isPresent() ? shop.journal().events(run).toString() : "";
    }

    private void deleteNewMachine() {
        shop.fly().machines().list(Shop.APP).stream()
                .filter(it -> !it.id().equals(shop.machine()))
                .forEach(it ->
                        shop.fly().machines().delete(Shop.APP, it.id(), true, Optional.empty()));
    }

    private RunRecord verified() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(false)));
        return shop.journal().run(run).orElseThrow();
    }

    private void startAnother(String name) {
        VolumeId volume = shop.newVolume();
        var _ = shop.addMachine(name, Shop.AMS, Shop.config(volume));
    }

    private void host(String machine, boolean dead) {
        shop.setHostDead(machine, dead);
    }
}
