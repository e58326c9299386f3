package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.scripted.ScriptedProcess;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each way in which bringing a snapshot back fails says which one it was, and leaves nothing
 * behind.
 */
class RestoreFailuresTest {
    @TempDir private Path state;
    private Shop shop;
    private Receipt receipt;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        receipt = shop.create();
    }

    @AfterEach
    void close() {
        try (Shop open = shop) {
            NextDeploy.leavesOneWriter(open);
        }
    }

    @Test
    void theSourceVolumeIsDeletedAndItsSnapshotComesBack() {
        shop.lose();
        RestoreReport report = run(Shop.restoreRequest(true));
        assertEquals(Optional.of("orders"), shop.disks().read(report.volume().value(), "shop.db"));
    }

    @Test
    void aSnapshotThatIsStillRunningIsNamedAsThat() {
        shop.fly().snapshots().request(Shop.APP, shop.volume());
        SnapshotId running =
                shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                        .filter(it -> !it.status().isFinished())
                        .flatMap(it -> it.id().stream())
                        .findFirst()
                        .orElseThrow();
        Problem problem =
                fails(RestoreRequestBuilder.of(Shop.APP, new SnapshotChoice.ById(running)).build());
        assertEquals("snapshot-not-finished", problem.code());
    }

    @Test
    void aSnapshotThatExpiresBetweenPlanAndActIsSaidToBeGone() {
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
        shop.sim().sleeper().sleep(Duration.ofDays(15));
        assertTrue(
                shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                        .map(Snapshot::id)
                        .noneMatch(Optional.of(receipt.snapshot())::equals));
        WorldView before = shop.sim().view();
        Problem problem = assertThrows(FlysnapException.class, () -> restore.run(plan)).problem();
        assertEquals("snapshot-gone", problem.code());
        assertTrue(problem.what().contains(receipt.snapshot().value()), problem.what());
        assertEquals(before, shop.sim().view());
        assertEquals(RunStatus.UNDONE, shop.journal().status(plan.run()));
    }

    @Test
    void aNameThatAnotherMachineHasIsNotTakenForOurs() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan = restore.plan(run, Shop.restoreRequest(true));
        var _ =
                shop.fly()
                        .machines()
                        .create(
                                Shop.APP,
                                new CreateMachine(
                                        plan.machine().name(),
                                        Shop.FRA,
                                        JsonText.parseObject("{\"image\":\"" + Shop.IMAGE + "\"}"),
                                        true,
                                        true));
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        WorldView before = shop.sim().view();
        Problem problem = assertThrows(FlysnapException.class, () -> restore.run(plan)).problem();
        assertEquals("machine-name-taken", problem.code());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aMachineThatNeverStartsIsToldWithItsLastEventAndRemoved() {
        WorldView before = shop.sim().view();
        shop.script("flysnap", Script.exits(127));
        Problem problem = fails(Shop.restoreRequest(true));
        assertEquals("machine-never-started", problem.code());
        assertTrue(problem.why().contains("exit code 127"), problem.why());
        assertTrue(problem.next().contains("--verifier-image IMAGE"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVolumeThatAnUndoCannotRemoveIsNotToBeDeployedOn() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore(CutPoint.NONE);
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(false)));
        shop.sim()
                .faults()
                .setRule((call, _, _) ->
                        Optional.of(Fault.status(422, "{}"))
                                .filter(_ -> call.equals("volumes.delete")));
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.undo(shop.journal().run(run).orElseThrow()))
                        .problem();
        assertTrue(
                problem.next().startsWith("Do not deploy before this is done: "), problem.next());
        assertFalse(problem.next().contains(".,"), problem.next());
    }

    @Test
    void checksThatNeverPassLeaveTheMachineCordonedAndAskAPerson() {
        check(8080);
        shop.neverGetsWell();
        RunId run = shop.nextRun();
        Restore restore = shop.restore(CutPoint.NONE);
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.run(restore.plan(run, Shop.restoreRequest(true))))
                        .problem();
        assertEquals("app-never-healthy", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.why().contains("connection refused on 8080"), problem.why());
        assertTrue(problem.next().contains("flysnap undo " + run), problem.next());
        assertEquals(
                MachineState.STOPPED,
                shop.fly().machines().get(Shop.APP, shop.machine()).state(),
                "one writer");

        restore.undo(shop.journal().run(run).orElseThrow());
        assertEquals(
                MachineState.STARTED, shop.fly().machines().get(Shop.APP, shop.machine()).state());
    }

    @Test
    void theCutoverWaitsForTheChecks() {
        check(8080);
        int[] asked = {0};
        shop.script(
                "shop-app",
                new Script() {
                    @Override
                    public Optional<String> healthProblem(
                            ScriptedProcess process, Machinery.HealthCheck check) {
                        asked[0]++;
                        return asked[0] > 5 ? Optional.empty() : Optional.of("warming up");
                    }
                });
        RestoreReport report = run(Shop.restoreRequest(true));
        assertTrue(asked[0] > 5, "asked " + asked[0] + " times");
        assertTrue(
                shop
                        .fly()
                        .machines()
                        .get(Shop.APP, report.machine().orElseThrow())
                        .checks()
                        .stream()
                        .allMatch(Machine.Check::isPassing));
    }

    @Test
    void twoRestoresOfOneAppAtOnceAreRefusedTheSecond() {
        Restore restore = shop.restore(CutPoint.NONE);
        RestorePlan plan = restore.plan(shop.nextRun(), Shop.restoreRequest(true));
        WorldView before = shop.sim().view();
        RunId first = shop.nextRun();
        try (Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), first)) {
            Problem problem =
                    assertThrows(FlysnapException.class, () -> restore.run(plan)).problem();
            assertEquals(ExitCode.LOCKED, problem.exit());
            assertTrue(
                    (problem.what() + problem.why()).contains(first.value()), problem.toString());
        }
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVolumeThatStaysRestoringIsGivenUpWithItsLimitAndRemoved() {
        WorldView before = shop.sim().view();
        Problem problem = fails(Shop.request(true).timeout(Duration.ofSeconds(5)).build());
        assertEquals("volume-too-slow", problem.code());
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        assertEquals(before, shop.sim().view());
    }

    @Test
    void onTheUsersWordWhatFailedIsKeptToBeLookedAtAndUndoneLater() {
        WorldView before = shop.sim().view();
        shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        shop.create();
        RunId run = shop.nextRun();
        Restore restore = shop.restore(CutPoint.NONE);
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        restore.run(
                                                restore.plan(
                                                        run,
                                                        Shop.request(true)
                                                                .keepFailed(true)
                                                                .build())))
                        .problem();
        assertEquals("restored-data-bad", problem.code());
        assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
        assertTrue(problem.why().contains("Kept as asked: volume vol_"), problem.why());
        assertTrue(problem.next().contains("flysnap undo " + run), problem.next());
        assertEquals(2, shop.sim().view().app("shop").machines().size());
        assertEquals(RunStatus.FAILED, shop.journal().status(run));
        restore.undo(shop.journal().run(run).orElseThrow());
        assertEquals(before.app("shop").machines(), shop.sim().view().app("shop").machines());
        assertEquals(before.app("shop").volumes(), shop.sim().view().app("shop").volumes());
    }

    @Test
    void aKeptVolumeWithoutAMachineSaysNotToDeploy() {
        Problem problem =
                fails(Shop.request(true).keepFailed(true).timeout(Duration.ofSeconds(5)).build());
        assertEquals("volume-too-slow", problem.code());
        assertTrue(problem.why().contains("Do not deploy"), problem.why());
    }

    @Test
    void aSnapshotWithoutAReceiptMustHaveTheDatabasesOfAnEarlierOne() {
        shop.disks().write(shop.volume().value(), "other.db", "more");
        shop.disks().remove(shop.volume().value(), "shop.db");
        shop.fly().snapshots().request(Shop.APP, shop.volume());
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        Problem problem = fails(Shop.restoreRequest(true));
        assertEquals("restored-data-bad", problem.code());
        assertTrue(
                problem.why()
                        .contains(
                                "the database shop (/data/shop.db), which was on the volume at the snapshot "
                                        + receipt.snapshot()
                                        + " (--even-if-bad accepts that), is not there"),
                problem.why());
        RestoreReport report =
                run(
                        Shop.request(true)
                                .evenIfBad()
                                .checks(new Checks(CheckDepth.NONE, List.of()))
                                .build());
        assertEquals(Optional.of("more"), shop.disks().read(report.volume().value(), "other.db"));
    }

    @Test
    void aCheckThatHasNotReportedYetHasNotPassed() {
        shop.close();
        shop =
                new Shop(
                        state.resolve("unlisted"),
                        Switches.DEFAULTS.with("first-checks", "unlisted"));
        var _ = shop.create();
        check(8080);
        RestoreReport report = run(Shop.restoreRequest(true));
        Duration gap = report.withoutService().orElseThrow();
        assertTrue(gap.toSeconds() >= 15, "in service before the first check: " + gap);
    }

    private void check(int port) {
        Machine now = shop.fly().machines().get(Shop.APP, shop.machine());
        Json.Obj checked =
                now.config()
                        .orElseThrow()
                        .with(
                                "checks",
                                JsonText.parseObject(
                                        "{\"up\":{\"type\":\"http\",\"port\":"
                                                + port
                                                + ",\"path\":\"/health\",\"interval\":\"15s\"}}"));
        shop.fly()
                .machines()
                .update(
                        Shop.APP,
                        shop.machine(),
                        new UpdateMachine(checked, false, Optional.empty()));
        var _ =
                shop.fly()
                        .machines()
                        .waitFor(
                                Shop.APP,
                                shop.machine(),
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(60));
    }

    private Problem fails(RestoreRequest request) {
        return assertThrows(FlysnapException.class, () -> run(request)).problem();
    }

    private RestoreReport run(RestoreRequest request) {
        Restore restore = shop.restore(CutPoint.NONE);
        return restore.run(restore.plan(shop.nextRun(), request));
    }
}
