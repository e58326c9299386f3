package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.WorldView.MachineView;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        shop = new Shop(state, Switches.DEFAULTS);
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
        assertEquals(
                1, shop.pendingFences().retryAndReport(Shop.APP).size(), "its host is dead still");

        host(false);
        assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
        MachineView old = machine("ams");
        assertEquals("stopped", old.state());
        assertTrue(old.cordoned());
        assertTrue(!old.config().toString().contains("fly_"), old.config().toString());
        assertEquals("started", machine("fra").state());
        assertEquals(RunStatus.DONE, shop.journal().status(run));
        assertEquals(
                List.of(),
                shop.pendingFences().retryAndReport(Shop.APP),
                "and nothing is left to do");
    }

    @Test
    void aSecondRestoreMeanwhileReplacesTheMachineThatServes() {
        RunRecord first = unfenced();
        String serving = reachableWriters().getFirst();
        Restore restore = shop.restore();
        RestorePlan plan = restore.plan(shop.nextRun(), request(false));
        assertEquals(Optional.of(serving), plan.replaced().map(it -> it.id().value()));
        RestoreReport report = restore.run(plan);
        String now = report.machine().orElseThrow().value();
        assertEquals(List.of(now), reachableWriters());

        host(false);
        assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
        assertEquals(List.of(now), shop.writers().stream().map(it -> it.id()).toList());
        assertEquals(RunStatus.DONE, shop.journal().status(first.id()));
    }

    @Test
    void aSecondRestoreIsRefusedWhileBothMachinesRunAndAnswer() {
        var _ = unfenced();
        host(false);
        WorldView before = shop.sim().view();
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().plan(shop.nextRun(), request(true)));
        assertEquals("several-machines", refused.problem().code());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void whenTheNewMachineIsGoneTheOldOneIsNotStopped() {
        RunRecord run = unfenced();
        host(false);
        removeNew();
        WorldView before = shop.sim().view();
        List<Problem> pending = shop.pendingFences().retryAndReport(Shop.APP);
        assertEquals(
                List.of("new-machine-not-at-work"), pending.stream().map(Problem::code).toList());
        assertEquals(ExitCode.NEEDS_OPERATOR, pending.getFirst().exit());
        assertEquals(before, shop.sim().view());

        Instructions.follow(shop, pending.getFirst().next());
        assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
        assertEquals(3, shop.platformKeys());
    }

    @Test
    void whileTheOldMachineIsNotStoppedNothingIsRemoved() {
        RunRecord run = unfenced();
        WorldView before = shop.sim().view();
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> shop.restore().finish(run));
        assertEquals("fence-pending", refused.problem().code());
        assertEquals(ExitCode.NEEDS_OPERATOR, refused.problem().exit());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aScheduleThatNobodyCouldReadIsTakenFromItToo() {
        host(false);
        shop.configure(Shop.config(shop.volume()).with("schedule", "hourly"));
        host(true);
        var _ = unfenced();
        host(false);
        assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
        assertEquals("stopped", machine("ams").state());
        assertTrue(machine("ams").config().get("schedule").isEmpty());
    }

    @Test
    void aRunThatHadWaitedForItsCutoverAsksForTheOperatorsWordAgain() {
        host(false);
        RunRecord run = verified();
        host(true);
        WorldView before = shop.sim().view();
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().continueRun(run, Optional.of(Goal.CUTOVER)));
        assertEquals("cannot-be-fenced", refused.problem().code());
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()), "it can go on later");

        FlysnapException pending =
                assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().continueRun(run, Optional.of(Goal.CUTOVER_UNFENCED)));
        assertEquals("fence-pending", pending.problem().code());
        assertEquals("started", machine("fra").state());
        host(false);
        var _ = shop.restore().continueRun(run);
        assertEquals("stopped", machine("ams").state());
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
    }

    @Test
    void theOperatorsWordOutlivesAPowerCut() {
        host(false);
        RunRecord run = verified();
        host(true);
        Restore restore =
                shop.restore(() -> {
                    if (shop.journal().events(run.id()).toString().contains("cutover-begun")) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(
                PowerCut.Dark.class,
                () -> restore.continueRun(run, Optional.of(Goal.CUTOVER_UNFENCED)));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        FlysnapException pending =
                assertThrows(FlysnapException.class, () -> shop.restore().continueRun(run));
        assertEquals("fence-pending", pending.problem().code());
        assertEquals("started", machine("fra").state());
    }

    /** It may have served since, and was only out of our reach. */
    @Test
    void aHostThatIsBackBeforeTheRunGoesOnIsAskedFirstAndNeverTwoWrite() {
        for (String moment :
                List.of("cutover-begun", "single_writer_confirmed", "committed", "new_updated")) {
            try (Shop other = new Shop(state.resolve(moment), Switches.DEFAULTS)) {
                var _ = other.create();
                other.setHostDead(other.machine().value(), true);
                RunRecord run = cutAt(other, moment);
                other.setHostDead(other.machine().value(), false);
                other.sim().sleeper().sleep(Duration.ofMinutes(2));
                int[] most = {0};
                var _ =
                        other.restore(() -> most[0] = Math.max(most[0], other.writers().size()))
                                .continueRun(run);
                assertEquals(1, most[0], moment);
                assertEquals(1, other.writers().size(), moment);
                assertEquals("fra", other.writers().getFirst().birth().region(), moment);
                assertEquals(RunStatus.DONE, other.journal().status(run.id()), moment);
            }
        }
    }

    @Test
    void aHostThatComesBackInTheMiddleKeepsTheAppFromStartingBesideIt() {
        RunId run = shop.nextRun();
        int[] most = {0};
        Restore restore =
                shop.restore(() -> {
                    if (shop.journal().run(run).isPresent()
                            && shop.journal().events(run).toString().contains("committed")) {
                        host(false);
                    }
                    most[0] = Math.max(most[0], reachable());
                });
        FlysnapException back =
                assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, request(true))));
        assertEquals("old-machine-back", back.problem().code());
        assertEquals(ExitCode.NEEDS_OPERATOR, back.problem().exit());
        assertEquals(1, most[0]);
        Instructions.follow(shop, back.problem().next());
        assertEquals(1, shop.writers().size());
        assertEquals("stopped", machine("ams").state());
    }

    private int reachable() {
        return (int)
                shop.writers().stream()
                        .filter(it -> !shop.sim().world().deadHosts().contains(it.birth().host()))
                        .count();
    }

    @Test
    void anAppThatNeverGetsWellDoesNotKeepTheOldMachineFromBeingStopped() {
        host(false);
        shop.configure(
                Shop.config(shop.volume())
                        .with(
                                "checks",
                                JsonText.parse("{\"up\":{\"type\":\"tcp\",\"port\":8080}}")));
        var _ = shop.create();
        host(true);
        shop.neverGetsWell();
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        FlysnapException unwell =
                assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, request(true))));
        assertEquals("app-never-healthy", unwell.problem().code());
        assertEquals(
                1, shop.pendingFences().retryAndReport(Shop.APP).size(), "its host is dead still");
        host(false);
        assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
        assertEquals("stopped", machine("ams").state());
        assertEquals("started", machine("fra").state());
        assertEquals(
                List.of(),
                shop.pendingFences().retryAndReport(Shop.APP),
                "and nothing is left to do");
    }

    @Test
    void beforeTheCommitARunThatTouchedNoOldMachineIsTakenBackWithoutIt() {
        WorldView before = shop.sim().view();
        RunRecord run = cutAt(shop, "cutover-begun");
        shop.restore().undo(run);
        assertEquals(before.app("shop"), shop.settledView().app("shop"));
        assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        assertEquals(List.of(), shop.pendingFences().retryAndReport(Shop.APP));
    }

    private static RunRecord cutAt(Shop shop, String moment) {
        RunId run = shop.nextRun();
        Restore restore =
                shop.restore(() -> {
                    if (shop.journal().run(run).isPresent()
                            && shop.journal().events(run).toString().contains(moment)) {
                        throw new PowerCut.Dark();
                    }
                });
        assertThrows(PowerCut.Dark.class, () -> restore.run(restore.plan(run, request(true))));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        return shop.journal().run(run).orElseThrow();
    }

    @Test
    void whatFailsAfterTheCommitSaysThatTheOldMachineWasNotStopped() {
        shop.script("shop-app", Script.exits(1));
        Restore restore = shop.restore();
        RunId run = shop.nextRun();
        FlysnapException stopped =
                assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, request(true))));
        assertEquals(ExitCode.NEEDS_OPERATOR, stopped.problem().exit());
        assertTrue(
                stopped.problem()
                        .why()
                        .contains("the old machine " + shop.machine() + " was not stopped"),
                stopped.problem().why());
    }

    private RunRecord verified() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(false)));
        return shop.journal().run(run).orElseThrow();
    }

    /** The app runs elsewhere, and the old machine is not stopped. */
    private RunRecord unfenced() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        FlysnapException pending =
                assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(run, request(true))));
        assertEquals("fence-pending", pending.problem().code());
        return shop.journal().run(run).orElseThrow();
    }

    private List<String> reachableWriters() {
        return shop.writers().stream()
                .map(it -> it.id())
                .filter(it -> !it.equals(shop.machine().value()))
                .toList();
    }

    private void removeNew() {
        shop.fly()
                .machines()
                .delete(
                        Shop.APP,
                        new MachineId(reachableWriters().getFirst()),
                        true,
                        Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
    }

    private MachineView machine(String region) {
        return shop.sim().view().app("shop").machines().stream()
                .filter(it -> it.region().equals(region))
                .findFirst()
                .orElseThrow();
    }

    private void host(boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    private static RestoreRequest request(boolean acceptUnfenced) {
        return Shop.request(true).acceptUnfenced(acceptUnfenced).build();
    }
}
