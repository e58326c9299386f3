package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimLease;
import dev.flysnap.sim.world.SimMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Taking a run back: only where the old machine can work again, and as it did before. */
class WayBackTest {
    @TempDir private Path states;
    private int shops;

    @Test
    void whereTheOldMachineIsGoneTheNewOneGoesOn() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            RunRecord run = restored(shop);
            shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            assertUntouched(shop, run, "old-machine-gone");
        }
    }

    @Test
    void whereTheOldMachinesHostDoesNotAnswerTheNewOneGoesOn() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            RunRecord run = restored(shop);
            host(shop, true);
            assertUntouched(shop, run, "old-host-gone");
            host(shop, false);
            shop.restore().undo(run);
            assertEquals(List.of(shop.machine().value()), writers(shop));
        }
    }

    private static void assertUntouched(Shop shop, RunRecord run, String code) {
        WorldView before = shop.sim().view();
        Problem problem = refused(() -> shop.restore().undo(run));
        assertEquals(code, problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.DONE, shop.journal().status(run.id()));
    }

    @Test
    void aNewMachineThatSomebodyRemovedIsOutOfServiceAlready() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            RunRecord run = restored(shop);
            MachineId now = new MachineId(writers(shop).getFirst());
            shop.fly().machines().delete(Shop.APP, now, true, Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            shop.restore().undo(run);
            assertEquals(List.of(shop.machine().value()), writers(shop));
            assertEquals(RunStatus.UNDONE, shop.journal().status(run.id()));
        }
    }

    @Test
    void aRunThatWasTakenBackOrIsBeingSaysSoAndDoesNotGoOn() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            RunRecord run = restored(shop);
            Restore cut =
                    shop.restore(() -> {
                        if (shop.journal().events(run.id()).toString().contains("undo-begun")) {
                            throw new PowerCut.Dark();
                        }
                    });
            assertThrows(PowerCut.Dark.class, () -> cut.undo(run));
            Problem half = refused(() -> shop.restore().continueRun(run));
            assertEquals("run-half-undone", half.code());
            assertEquals(ExitCode.NEEDS_OPERATOR, half.exit());
            assertEquals("flysnap undo " + run.id(), shop.restore().commandToEnd(run));
            shop.restore().undo(run);
            assertEquals(List.of(shop.machine().value()), writers(shop));
            WorldView before = shop.sim().view();
            Problem undone =
                    refused(() -> shop.restore().continueRun(run, Optional.of(Goal.CUTOVER)));
            assertEquals("run-undone", undone.code());
            assertTrue(
                    undone.next()
                            .matches("Run it again: flysnap (restore vs_\\w+ --app|move) shop .*"),
                    undone.next());
            assertEquals(before, shop.sim().view());
        }
    }

    @Test
    void whatFailsAfterTheCommitSaysThatThereWasNoOldMachine() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            shop.lose();
            shop.script("shop-app", Script.exits(1));
            Restore restore = shop.restore();
            Problem stopped =
                    refused(() ->
                            restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true))));
            assertEquals(ExitCode.NEEDS_OPERATOR, stopped.exit());
            assertTrue(stopped.why().contains("there was no old machine"), stopped.why());
        }
    }

    @Test
    void whatIsKeptAfterItsCutoverHadBegunCanOnlyBeTakenBack() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            WorldView before = shop.sim().view();
            shop.sim().faults().queue(FaultKinds.fault("metadata.delete", 1, "422"));
            RunId run = shop.nextRun();
            Restore restore = shop.restore();
            Problem kept =
                    refused(() ->
                            restore.run(
                                    restore.plan(
                                            run, Shop.request(true).keepFailed(true).build())));
            assertEquals(List.of(shop.machine().value()), writers(shop));
            assertTrue(!kept.next().contains("flysnap continue"), kept.next());
            assertTrue(kept.next().contains("flysnap undo " + run), kept.next());
            Instructions.follow(shop, kept.next());
            assertEquals(before, shop.settledView());
        }
    }

    /** By somebody who does not mind leases, in the moment in which the cutover begins. */
    @Test
    void anOldMachineThatWasBeingRestartedThenRunsAgainAfterARollback() {
        for (int later = 0; later < 5; later++) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                shop.sim().faults().queue(FaultKinds.fault("machines.stop", 2, "422"));
                RunId run = shop.nextRun();
                Restore restore = shop.restore();
                var plan = restore.plan(run, Shop.restoreRequest(true));
                restartAtCutover(shop, run, later);
                assertThrows(FlysnapException.class, () -> restore.run(plan));
                assertTrue(shop.sim().faults().pending().isEmpty());
                shop.sim().sleeper().sleep(Duration.ofMinutes(1));
                assertEquals(List.of(shop.machine().value()), writers(shop), "point " + later);
                assertEquals(RunStatus.UNDONE, shop.journal().status(run));
            }
        }
    }

    /** A few points after that, once. */
    private static void restartAtCutover(Shop shop, RunId run, int later) {
        int[] left = {later};
        shop.cut()
                .at(
                        1,
                        new Runnable() {
                            @Override
                            public void run() {
                                boolean begins =
                                        shop.journal().run(run).isPresent()
                                                && shop.journal()
                                                        .events(run)
                                                        .toString()
                                                        .contains("begin-cutover");
                                if (begins && left[0] == 0) {
                                    restart(shop);
                                } else {
                                    left[0] -= begins ? 1 : 0;
                                    shop.cut().at(1, this);
                                }
                            }
                        });
    }

    private static void restart(Shop shop) {
        var old = shop.sim().world().machine(shop.machine().value()).orElseThrow();
        var target =
                new MachineTarget(Shop.APP.value(), old.id(), old.lease().map(SimLease::nonce));
        boolean _ =
                shop.sim()
                        .change(turn -> {
                            LifecycleRules.restart(turn, target, Optional.empty());
                            return true;
                        });
    }

    @Test
    void aMachineThatWasMadeAndNeverLaunchedIsReplacedToo() {
        try (Shop shop = shop(Switches.DEFAULTS.with("unlaunched", "created"))) {
            shop.lose();
            VolumeId volume = shop.newVolume();
            var made =
                    shop.fly()
                            .machines()
                            .create(
                                    Shop.APP,
                                    new CreateMachine(
                                            "made", Shop.AMS, Shop.config(volume), true, false));
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            assertEquals("created", shop.fly().machines().get(Shop.APP, made.id()).state().value());
            Restore restore = shop.restore();
            var plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
            assertEquals(Optional.of(made.id()), plan.replaced().map(it -> it.id()));
            var _ = restore.run(plan);
            assertEquals(1, writers(shop).size());
        }
    }

    private static RunRecord restored(Shop shop) {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        return shop.journal().run(run).orElseThrow();
    }

    private static void host(Shop shop, boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    private static List<String> writers(Shop shop) {
        return shop.writers().stream().map(SimMachine::id).toList();
    }

    private static Problem refused(Executable action) {
        return assertThrows(FlysnapException.class, action).problem();
    }

    private Shop shop(Switches switches) {
        shops++;
        Shop shop = new Shop(states.resolve("s" + shops), switches);
        var _ = shop.create();
        return shop;
    }
}
