package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimLease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app changes machines, and loses nothing. */
class MoveStoryTest {
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

    @TempDir private Path state;
    private int orders;
    private boolean happened;

    @Test
    void nothingThatWasWrittenIsLost() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            CutPoint writing =
                    () -> shop.writers().forEach(it -> order(shop, it.volume().orElseThrow()));
            RestoreReport report = move(shop, writing);
            int written = orders;
            assertTrue(written > 5, "the app wrote while the move began");
            Machine now = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
            assertEquals(MachineState.STARTED, now.state());
            assertEquals(Shop.FRA, now.region());
            assertEquals(
                    Optional.of(Integer.toString(written)),
                    shop.disks().read(report.volume().value(), "shop.db"),
                    "of %d orders".formatted(written));
            assertEquals(1, shop.writers().size());
            assertTrue(report.withoutService().isPresent());
        }
    }

    /** The last order so far. */
    private void order(Shop shop, String volume) {
        orders++;
        shop.disks().write(volume, "shop.db", Integer.toString(orders));
    }

    @Test
    void theOldMachineEndsStoppedCordonedAndWithoutPlatformMetadata() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            RestoreReport report = move(shop, CutPoint.NONE);
            Machine old = shop.fly().machines().get(Shop.APP, shop.machine());
            assertEquals(MachineState.STOPPED, old.state());
            assertTrue(shop.sim().world().machine(old.id().value()).orElseThrow().cordoned());
            assertEquals(List.of("mine"), old.metadata().keySet().stream().toList());
            Machine now = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
            assertEquals("v2", now.metadata().get("fly_platform_version"));
            assertEquals(report.plan().run().value(), now.metadata().get("flysnap_run"));
            assertTrue(
                    shop.sim().view().app("shop").machines().stream().noneMatch(it -> it.leased()));
        }
    }

    @Test
    void itsSnapshotIsOfAMachineThatStoodStill() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            RestoreReport report = move(shop, CutPoint.NONE);
            List<SnapshotRecord> known = shop.journal().snapshots(Shop.APP);
            assertEquals(1, known.size());
            assertEquals(Optional.of("stopped"), known.getFirst().receipt().text("grade"));
            assertEquals(Optional.of(known.getFirst().snapshot()), report.plan().snapshot());
            assertEquals(Optional.of("stopped"), report.plan().source().grade());
        }
    }

    @Test
    void theOldMachinesLeaseIsHeldUntilTheAppRunsElsewhere() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            int[] seen = {0};
            CutPoint looking =
                    () -> {
                        var old = shop.sim().world().machine(shop.machine().value()).orElseThrow();
                        if (old.is(dev.flysnap.sim.world.SimMachine.State.STOPPED)) {
                            SimLease lease = old.lease().orElseThrow();
                            Duration left =
                                    Duration.between(
                                            shop.sim().clock().instant(), lease.expiresAt());
                            assertFalse(left.isNegative(), "it is renewed");
                            assertTrue(left.compareTo(LONGEST_LEASE) <= 0, "a minute at most");
                            seen[0]++;
                        }
                    };
            // Afterwards it is given back; the last write of the journal comes before that.
            var _ = move(shop, looking);
            assertTrue(seen[0] > 10, seen[0] + " looks");
        }
    }

    @Test
    void aRecentSnapshotInThePlaceOfANewOneFailsTheMoveAndTheAppGoesOnWhereItWas() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("snapshot-coalescing", "recent"))) {
            var _ = shop.create();
            WorldView before = shop.sim().view();
            Problem problem = assertMoveFails(shop, CutPoint.NONE);
            assertEquals("snapshot-coalesced", problem.code());
            assertTrue(
                    problem.next().contains("flysnap move shop --to-region fra"), problem.next());
            assertEquals(before, shop.sim().view());
        }
    }

    @Test
    void aMachineThatSomebodyStartsAfterItsSnapshotFailsTheMove() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            var machines = shop.sim().view().app("shop").machines();
            CutPoint waking =
                    () -> {
                        if (!happened && shop.sim().view().app("shop").volumes().size() == 2) {
                            happened = true;
                            wake(shop);
                        }
                    };
            Problem problem = assertMoveFails(shop, waking);
            assertEquals("machine-woke", problem.code());
            assertEquals(machines, shop.sim().view().app("shop").machines());
            assertEquals(1, shop.sim().view().app("shop").volumes().size());
        }
    }

    @Test
    void aLeaseThatWasLostIsTakenAnewBeforeTheLastLook() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            boolean[] held = {false};
            RestorePlan plan = shop.movePlan(shop.nextRun());
            CutPoint losing =
                    () -> {
                        String events =
                                shop.journal().run(plan.run()).isPresent()
                                        ? shop.journal().events(plan.run()).toString()
                                        : "";
                        var old = shop.sim().world().machine(shop.machine().value()).orElseThrow();
                        if (events.contains("snapshot-taken") && !happened) {
                            happened = true;
                            var target =
                                    new MachineTarget(
                                            Shop.APP.value(),
                                            old.id(),
                                            old.lease().map(SimLease::nonce));
                            taken(shop, target);
                        }
                        if (events.contains("still_stopped_confirmed")
                                && !events.contains("remove-old-metadata")) {
                            held[0] =
                                    old.lease()
                                            .filter(simLease ->
                                                    simLease.expiresAt()
                                                            .isAfter(shop.sim().clock().instant()))
                                            .isPresent();
                        }
                    };
            var _ = shop.restore(losing).run(plan);
            assertTrue(happened, "it was lost");
            assertTrue(held[0], "and held again");
        }
    }

    /** Somebody breaks our lease, and has one for a moment. */
    private static void taken(Shop shop, MachineTarget target) {
        var unleased = new MachineTarget(target.app(), target.machine(), Optional.empty());
        var body = Json.Obj.empty().with("ttl", 30L);
        var _ =
                shop.sim()
                        .change(turn -> {
                            LeaseRules.release(turn, target);
                            return LeaseRules.acquire(turn, unleased, "somebody", body);
                        });
    }

    /** By somebody who does not mind leases. */
    private static void wake(Shop shop) {
        var old = shop.sim().world().machine(shop.machine().value()).orElseThrow();
        var target =
                new MachineTarget(Shop.APP.value(), old.id(), old.lease().map(SimLease::nonce));
        var _ = shop.sim().change(turn -> LifecycleRules.start(turn, target));
    }

    @Test
    void whereTheHostIsGoneItPointsToRescue() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.setHostDead(shop.machine().value(), true);
            WorldView before = shop.sim().view();
            Problem problem = assertMoveFails(shop, CutPoint.NONE);
            assertEquals("host-gone", problem.code());
            assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
            assertTrue(problem.next().contains("flysnap rescue shop"), problem.next());
            assertEquals(before, shop.sim().view());
        }
    }

    @Test
    void aSuspendedMachineIsNotMoved() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            var target =
                    new MachineTarget(Shop.APP.value(), shop.machine().value(), Optional.empty());
            var _ =
                    shop.sim()
                            .change(turn -> {
                                LifecycleRules.suspend(turn, target);
                                return true;
                            });
            shop.sim().sleeper().sleep(Duration.ofSeconds(30));
            Problem problem = assertMoveFails(shop, CutPoint.NONE);
            assertEquals("machine-not-at-rest", problem.code());
            assertTrue(problem.next().contains("fly machine start"), problem.next());
        }
    }

    @Test
    void aMoveOfWhatIsBrokenLeavesTheAppWhereItWas() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            var before = shop.sim().view().app("shop");
            Problem problem = assertMoveFails(shop, CutPoint.NONE);
            assertEquals("restored-data-bad", problem.code());
            assertEquals(before.machines(), shop.sim().view().app("shop").machines());
            assertEquals(before.volumes(), shop.sim().view().app("shop").volumes());
        }
    }

    @Test
    void whateverFlyDoesTheAppEndsElsewhereOrWhereItWas() {
        int moved = 0;
        int tried = 0;
        int turn = 0;
        for (var setting : Switches.names().entrySet()) {
            // EverySwitchTest takes all of them; here they are taken in turn.
            for (String value : Points.inTurn(turn++, 2, setting.getValue())) {
                tried++;
                Switches switches = Switches.DEFAULTS.with(setting.getKey(), value);
                try (Shop shop = new Shop(state.resolve("s" + tried), switches)) {
                    moved += endedWell(shop, setting.getKey() + "=" + value) ? 1 : 0;
                }
            }
        }
        assertTrue(moved > tried * 3 / 4, moved + " of " + tried + " moved");
    }

    private static boolean endedWell(Shop shop, String when) {
        WorldView.AppView before = shop.sim().view().app("shop");
        boolean moved = true;
        try {
            var _ = move(shop, CutPoint.NONE);
        } catch (FlysnapException e) {
            moved = false;
        }
        // What was asked for may happen only now.
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        WorldView.AppView now = shop.sim().view().app("shop");
        assertEquals(1, shop.writers().size(), when);
        if (moved) {
            assertEquals("fra", shop.writers().getFirst().birth().region(), when);
            assertEquals(2, now.volumes().size(), when);
        } else {
            assertEquals(before.machines(), now.machines(), when);
            assertEquals(before.volumes(), now.volumes(), when);
        }
        return moved;
    }

    @Test
    void somebodyElsesLeaseFailsItAndNothingWasTouched() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            var _ =
                    shop.fly()
                            .machines()
                            .acquireLease(Shop.APP, shop.machine(), Duration.ofHours(2), "deploy");
            WorldView before = shop.sim().view();
            Problem problem = assertMoveFails(shop, CutPoint.NONE);
            assertEquals("fly-machine-leased", problem.code());
            assertEquals(before, shop.sim().view());
        }
    }

    @Test
    void itIsUndoneAfterwards() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS)) {
            var before = shop.sim().view().app("shop").machines().getFirst();
            RestoreReport report = move(shop, CutPoint.NONE);
            RunId run = report.plan().run();
            shop.restore().undo(shop.journal().run(run).orElseThrow());
            assertEquals(RunStatus.UNDONE, shop.journal().status(run));
            assertTrue(shop.sim().view().app("shop").machines().contains(before));
            assertEquals(
                    List.of(shop.machine().value()),
                    shop.writers().stream().map(it -> it.id()).toList());
        }
    }

    private static RestoreReport move(Shop shop, CutPoint cutPoint) {
        RestorePlan plan = shop.movePlan(shop.nextRun());
        return shop.restore(cutPoint).run(plan);
    }

    private static Problem assertMoveFails(Shop shop, CutPoint cutPoint) {
        Restore restore = shop.restore(cutPoint);
        return assertThrows(
                        FlysnapException.class, () -> restore.run(shop.movePlan(shop.nextRun())))
                .problem();
    }
}
