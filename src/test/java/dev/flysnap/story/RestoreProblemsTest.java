package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineTarget;
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

/** Ways to fail that nothing else reaches: each is named, and leaves the app where it was. */
class RestoreProblemsTest {
    @TempDir private Path state;
    private Shop shop;
    private WorldView before;
    private boolean severalOnPurpose;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
        before = shop.sim().view();
    }

    @AfterEach
    void close() {
        try (Shop open = shop) {
            if (!severalOnPurpose) {
                NextDeploy.leavesOneWriter(open);
            }
        }
    }

    @Test
    void metadataThatFlyDoesNotRemoveEndsTheCutover() {
        answered("metadata.delete", 200, "{}");
        Problem problem = fails("metadata-stays", Shop.restoreRequest(true));
        assertTrue(
                problem.next()
                        .contains(
                                "fly machine status "
                                        + shop.machine()
                                        + " --display-config --app shop"),
                problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aMachineThatDoesNotStopEndsTheCutover() {
        int[] stops = {0};
        shop.sim()
                .faults()
                .setRule((operation, _, path) ->
                        operation.equals("machines.stop")
                                        && path.contains(shop.machine().value())
                                        && stops[0]++ == 0
                                ? Optional.of(Fault.status(200, "{}"))
                                : Optional.empty());
        Problem problem = fails("machine-never-stopped", Shop.restoreRequest(true));
        assertTrue(problem.what().contains(shop.machine().value()), problem.what());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVolumeThatIsDeletedWhileItIsFilledIsNamed() {
        Restore restore = shop.restore(this::deleteNewVolume);
        Problem problem = fails("volume-died", restore, Shop.restoreRequest(true));
        assertTrue(problem.what().contains("pending_destroy"), problem.what());
        assertEquals(before, shop.sim().view());
    }

    private void deleteNewVolume() {
        shop.sim().world().volumesOf(Shop.APP.value()).stream()
                .filter(it -> it.region().equals("fra") && !it.isDead() && it.machine().isEmpty())
                .findFirst()
                .ifPresent(it -> shop.fly().volumes().delete(Shop.APP, new VolumeId(it.id())));
    }

    @Test
    void moreThanFlysLargestVolumeIsRefusedBeforeAnything() {
        Problem problem =
                fails(
                        "volume-too-large",
                        Shop.request(true)
                                .to(
                                        new RestoreRequest.Destination(
                                                Optional.empty(),
                                                List.of(Shop.FRA),
                                                Optional.of(501)))
                                .build());
        assertTrue(problem.next().contains("--size-gb"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVerifierThatIsNotDoneInTimeIsNamedAndRemoved() {
        shop.verifyFor(Duration.ofHours(1));
        Problem problem = fails("verifier-too-slow", Shop.restoreRequest(true));
        assertTrue(problem.next().contains("--timeout"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVerdictOfAnotherVersionIsNoVerdict() {
        answered("machines.exec", 200, "{\"exit_code\":0,\"stdout\":\"fine!\",\"stderr\":\"\"}");
        Problem problem = fails("verdict-unreadable", Shop.restoreRequest(true));
        assertTrue(problem.next().contains("--verifier-image"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    @Test
    void aVerifierThatEndsBeforeItsVerdictIsReadIsNamed() {
        shop.verifyFor(Duration.ofHours(1));
        Restore restore = shop.restore(this::killVerifier);
        Problem problem = fails("verifier-ended", restore, Shop.restoreRequest(true));
        assertTrue(problem.next().contains("--verifier-image"), problem.next());
        assertEquals(before, shop.sim().view());
    }

    /** Its process ends just when its verdict is to be read. */
    private void killVerifier() {
        if (isAt("read-verdict")) {
            shop.fly().machines().list(Shop.APP).stream()
                    .filter(it -> it.metadata().containsKey("flysnap_role"))
                    .filter(it -> it.state().equals(MachineState.STARTED))
                    .forEach(it -> shop.fly().machines().stop(Shop.APP, it.id(), Optional.empty()));
            shop.sim().sleeper().sleep(Duration.ofSeconds(10));
        }
    }

    @Test
    void anAppThatEndsAfterItsCutoverAsksAPersonAndIsTakenBackByUndo() {
        shop.script("shop-app", Script.exits(1));
        RunId run = shop.nextRun();
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        shop.restore()
                                                .run(
                                                        shop.restore()
                                                                .plan(
                                                                        run,
                                                                        Shop.restoreRequest(true))))
                        .problem();
        assertTrue(
                List.of("app-ended", "machine-never-started").contains(problem.code()),
                problem.code());
        assertTrue(problem.next().contains("flysnap undo " + run), problem.next());
        shop.script("shop-app", Script.IDLE);
        shop.restore().undo(shop.journal().run(run).orElseThrow());
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
    }

    @Test
    void whatIsKeptAfterTheOldMachineWorksAgainCannotGoOn() {
        answered("metadata.delete", 200, "{}");
        Problem problem = fails("metadata-stays", Shop.request(true).keepFailed(true).build());
        assertFalse(problem.next().contains("flysnap continue"), problem.next());
        assertTrue(problem.next().contains("flysnap undo run_"), problem.next());
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
    }

    @Test
    void withTwoMachinesThatCouldBeMeantNothingIsReplaced() {
        severalOnPurpose = true;
        shop.lose();
        var _ = machine("shop-2");
        var _ = machine("shop-3");
        Problem problem = fails("several-machines", Shop.restoreRequest(true));
        assertTrue(problem.next().contains("without --cutover"), problem.next());
    }

    @Test
    void aVolumeWithoutAMachineIsNotMoved() {
        shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        Problem problem =
                assertThrows(FlysnapException.class, () -> shop.movePlan(shop.nextRun())).problem();
        assertEquals("no-machine-to-move", problem.code());
        assertTrue(problem.next().contains("--volume " + shop.volume()), problem.next());
    }

    @Test
    void aMoveToASmallerVolumeIsRefused() {
        assertEquals("volume-too-small", moveRefusal(Shop.FRA, Optional.of(0)).code());
    }

    @Test
    void aMoveToWhereTheAppIsNeedsTheNewHostOption() {
        Problem problem = moveRefusal(Shop.AMS, Optional.empty());
        assertEquals("already-in-region", problem.code());
        assertTrue(
                problem.next().endsWith("flysnap move shop --to-region ams --new-host"),
                problem.next());
    }

    private Problem moveRefusal(Region destination, Optional<Integer> sizeGb) {
        MoveRequest request =
                new MoveRequest(
                        Shop.APP,
                        Optional.empty(),
                        List.of(destination),
                        false,
                        sizeGb,
                        Optional.empty(),
                        Checks.DEFAULT,
                        Duration.ofMinutes(10));
        return assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().plan(shop.nextRun(), shop.nextRun(), request))
                .problem();
    }

    @Test
    void aCutoverThatANightLayInTellsNothingOfTheNextGap() {
        String afterANight = gapAfterACutoverWithPause(Duration.ofHours(3));
        assertTrue(afterANight.startsWith("a guess"), afterANight);
        assertEquals("as the last cutover took", gapAfterACutoverWithPause(Duration.ofMinutes(5)));
    }

    private String gapAfterACutoverWithPause(Duration pause) {
        RunId run = shop.nextRun();
        String old = shop.writers().getFirst().id();
        Restore cut =
                shop.restore(() -> {
                    if (!shop.sim()
                            .world()
                            .machine(old)
                            .orElseThrow()
                            .is(dev.flysnap.sim.world.SimMachine.State.STARTED)) {
                        throw new PowerCut.Dark();
                    }
                });
        RestoreRequest request = Shop.restoreRequest(true);
        assertThrows(PowerCut.Dark.class, () -> cut.run(cut.plan(run, request)));
        shop.sim().sleeper().sleep(pause);
        var _ = shop.restore().continueRun(shop.journal().run(run).orElseThrow());
        return shop.restore()
                .plan(shop.nextRun(), request)
                .grounds()
                .withoutService()
                .orElseThrow()
                .why();
    }

    @Test
    void aHostThatDiesBeforeTheScheduleIsTakenAwayLeavesTheRestToUndo() {
        var config = shop.fly().machines().get(Shop.APP, shop.machine()).config().orElseThrow();
        shop.configure(config.with("schedule", "monthly"));
        WorldView scheduled = shop.sim().view();
        Restore restore =
                shop.restore(() -> {
                    if (isAt("unschedule-old")) {
                        host(true);
                    }
                });
        Problem problem = fails("machine-config-missing", restore, Shop.restoreRequest(true));
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        host(false);
        Instructions.follow(shop, problem.next());
        assertEquals(scheduled, shop.sim().view());
    }

    private void host(boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    @Test
    void aMachineThatSomebodyStartsBeforeItsMoveHasItsSnapshotIsNotMoved() {
        Restore restore =
                shop.restore(() -> {
                    if (isAt("record-stopped")) {
                        startInSpiteOfOurLease();
                    }
                });
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.run(shop.movePlan(shop.nextRun())))
                        .problem();
        assertEquals("machine-does-not-stand", problem.code());
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
    }

    private void startInSpiteOfOurLease() {
        Optional<String> nonce =
                shop.sim()
                        .world()
                        .machine(shop.machine().value())
                        .flatMap(it -> it.lease())
                        .map(it -> it.nonce());
        var _ =
                shop.sim()
                        .change(turn ->
                                LifecycleRules.start(
                                        turn,
                                        new MachineTarget(
                                                Shop.APP.value(), shop.machine().value(), nonce)));
        shop.sim().sleeper().sleep(Duration.ofSeconds(10));
    }

    /** Whether that is what the newest run is about to do. */
    private boolean isAt(String step) {
        List<RunEvent> events =
                shop.journal().runs().stream()
                        .findFirst()
                        .map(it -> shop.journal().events(it.id()))
                        .orElse(List.of());
        return !events.isEmpty()
                && events.getLast() instanceof RunEvent.Intended(var intended)
                && JsonText.print(intended).contains(step);
    }

    private void answered(String call, int status, String body) {
        shop.sim()
                .faults()
                .setRule((operation, _, _) ->
                        operation.equals(call)
                                ? Optional.of(Fault.status(status, body))
                                : Optional.empty());
    }

    private MachineId machine(String name) {
        VolumeId volume = shop.newVolume();
        MachineId made =
                shop.fly()
                        .machines()
                        .create(
                                Shop.APP,
                                new CreateMachine(
                                        name, Shop.AMS, Shop.config(volume), false, false))
                        .id();
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        return made;
    }

    private Problem fails(String code, RestoreRequest request) {
        return fails(code, shop.restore(CutPoint.NONE), request);
    }

    private Problem fails(String code, Restore restore, RestoreRequest request) {
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.run(restore.plan(shop.nextRun(), request)))
                        .problem();
        assertEquals(code, problem.code(), problem.toString());
        return problem;
    }
}
