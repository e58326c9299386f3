package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.doctor.triage.SupersededData;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.fault.Fault;
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

/** A bad night: what rescue says first, and that it only looks. */
class RescueStoryTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void anAppThatRunsWithoutASnapshotIsToGetOne() {
        assertEquals("flysnap create shop", command());
    }

    @Test
    void anAppThatRunsWithAYoungSnapshotNeedsNothing() {
        var _ = shop.create();
        Triage triage = look();
        assertEquals("flysnap status shop", triage.advice().command());
        assertEquals(Optional.of("synced"), triage.newestSnapshot().orElseThrow().grade());
        shop.sim().sleeper().sleep(Duration.ofHours(25));
        assertEquals("flysnap create shop", command(), "it is a day old");
    }

    @Test
    void aYoungSnapshotOfAReplacedVolumeIsNotTheApps() {
        var _ = shop.create();
        RunRecord run = restored();
        Triage triage = look();
        assertEquals("flysnap create shop", triage.advice().command());
        assertTrue(
                triage.volumes().all().stream()
                        .anyMatch(it ->
                                it.kind() == VolumeUse.Kind.REPLACED
                                        && it.run().equals(Optional.of(run.id()))),
                triage.volumes()::toString);
        SnapshotId own = shop.create().snapshot();
        assertEquals("flysnap status shop", command());
        assertEquals(Optional.of(own), look().newestSnapshot().flatMap(it -> it.snapshot().id()));
        shop.restore().undo(run);
        assertEquals(Optional.of(shop.volume()), look().newestSnapshot().map(it -> it.volumeId()));
    }

    @Test
    void aMachineThatCrashesAgainAndAgainIsNotAnAppThatRuns() {
        crash();
        Triage triage = look();
        assertEquals("fly logs --app shop --machine " + shop.machine(), triage.advice().command());
        assertTrue(triage.advice().why().contains("with exit code 12"), triage.advice().why());
        Checkup checkup =
                new Doctor(
                                shop.fly(),
                                Optional.empty(),
                                shop.sim().clock(),
                                _ -> Optional.empty(),
                                List.of())
                        .examine(Shop.APP, Optional.empty());
        assertTrue(checkup.isWrong());
        assertTrue(
                checkup.next().contains("fly logs --app shop --machine " + shop.machine()),
                checkup.next());
    }

    /** It exits at once, and Fly starts it again. */
    private void crash() {
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        shop.script("shop-app", Script.exits(12));
        shop.fly().machines().start(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    @Test
    void ofTwoVolumesWithoutAMachineADeployCouldMountTheWrongOne() {
        var _ = shop.create();
        VolumeId other = shop.newVolume();
        shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        Triage triage = look();
        assertEquals("flysnap create shop --volume " + shop.volume(), triage.advice().command());
        assertTrue(triage.advice().why().contains(other.value()), triage.advice().why());
    }

    @Test
    void whatACutoverReplacedComesBackWhereWhatItMadeIsGone() {
        var _ = shop.create();
        RunRecord run = restored();
        String made = shop.writers().getFirst().id();
        String volume = shop.writers().getFirst().volume().orElseThrow();
        shop.fly().machines().delete(Shop.APP, new MachineId(made), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        assertEquals("fly deploy --app shop", command(), "its volume has the newest data");
        shop.fly().volumes().delete(Shop.APP, new VolumeId(volume));
        assertEquals("flysnap undo " + run.id(), command());
        shop.restore().undo(run);
        assertEquals(
                List.of(shop.machine().value()),
                shop.writers().stream().map(it -> it.id()).toList());
    }

    @Test
    void doctorNamesWhatWaitsAndWhatIsOutOfUseInsteadOfASnapshotOfIt() {
        var _ = shop.create();
        RunRecord replaced = restored();
        var _ = shop.create();
        RunRecord waiting = verified();
        Checkup checkup =
                new Doctor(
                                shop.fly(),
                                Optional.empty(),
                                shop.sim().clock(),
                                _ -> Optional.empty(),
                                List.of())
                        .examine(Shop.APP, Optional.empty());
        assertEquals(
                1,
                checkup.findings().stream().filter(it -> it.check().equals("snapshots")).count(),
                "only of the app's own volume");
        List<Finding> runs = new PendingRuns(shop.bench(shop.cut())).findings(Shop.APP);
        assertEquals(
                List.of(
                        "flysnap continue %s --cutover, after which the app lacks what was written since; or, if it is not needed: flysnap undo %s"
                                .formatted(waiting.id(), waiting.id())),
                runs.stream().map(Finding::next).toList());
        List<Finding> superseded = new SupersededData(shop.bench(shop.cut())).findings(Shop.APP);
        assertEquals(
                List.of("flysnap finish --app shop --all"),
                superseded.stream().map(Finding::next).toList());
        assertTrue(
                superseded.getFirst().seen().contains("replaced by " + replaced.id()),
                superseded::toString);
    }

    @Test
    void anAbandonedVolumeNeedsNoSnapshot() {
        var _ = shop.create();
        VolumeId abandoned = shop.newVolume();
        Checkup checkup =
                new Doctor(
                                shop.fly(),
                                Optional.empty(),
                                shop.sim().clock(),
                                _ -> Optional.empty(),
                                List.of())
                        .examine(Shop.APP, Optional.empty());
        assertEquals(
                List.of("if nobody needs it: fly volumes destroy " + abandoned),
                checkup.findings().stream()
                        .filter(it -> it.outcome() == Finding.Outcome.TO_DO)
                        .filter(it -> !it.check().equals(Doctor.HOOK))
                        .map(Finding::next)
                        .toList());
    }

    @Test
    void aDeadHostLeadsToARestoreThatSaysWhatIsLost() {
        String snapshot = shop.create().snapshot().value();
        host(true);
        Triage triage = look();
        assertEquals(
                "flysnap restore " + snapshot + " --app shop --cutover --accept-unfenced",
                triage.advice().command());
        assertTrue(triage.advice().why().contains("is not in it"), triage.advice().why());
        assertTrue(triage.advice().expectedDuration().isPresent());
        assertEquals(
                "a guess: this journal has no finished restore of the app",
                triage.advice().durationBasis());
    }

    @Test
    void aDeadHostWithoutASnapshotLeavesOnlyWaiting() {
        host(true);
        assertEquals("fly machine status " + shop.machine() + " --app shop", command());
    }

    @Test
    void whatIsGoneComesBackFromTheSnapshotWhichTakesAsLongAsLastTime() {
        String snapshot = shop.create().snapshot().value();
        RunRecord run = restored();
        shop.restore().undo(run);
        RunRecord again = restored();
        Duration last = sinceStartOf(again);
        shop.lose();
        var left = shop.writers().getFirst();
        shop.fly()
                .machines()
                .delete(
                        Shop.APP,
                        new dev.flysnap.model.MachineId(left.id()),
                        true,
                        Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        for (var volume : shop.fly().volumes().list(Shop.APP)) {
            if (!volume.state().isDead() && volume.attachedMachine().isEmpty()) {
                var _ = shop.fly().volumes().delete(Shop.APP, volume.id());
            }
        }
        shop.fly().machines().list(Shop.APP).stream()
                .filter(it -> !it.state().isDead())
                .forEach(machine ->
                        shop.fly()
                                .machines()
                                .delete(Shop.APP, machine.id(), true, Optional.empty()));
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        for (var volume : shop.fly().volumes().list(Shop.APP)) {
            if (!volume.state().isDead()) {
                var _ = shop.fly().volumes().delete(Shop.APP, volume.id());
            }
        }
        Triage triage = look();
        assertEquals(
                "flysnap restore " + snapshot + " --app shop --cutover", triage.advice().command());
        assertEquals(Optional.of(last), triage.advice().expectedDuration());
        assertTrue(
                triage.advice().durationBasis().contains("the last restore"),
                triage.advice().durationBasis());
    }

    @Test
    void aRestoreTookUntilTheAppWasInServiceHoweverLateItWasFinished() {
        var _ = shop.create();
        RunRecord run = restored();
        Duration took = sinceStartOf(run);
        shop.sim().sleeper().sleep(Duration.ofMinutes(30));
        var _ = shop.restore().finish(run);
        shop.setHostDead(shop.writers().getFirst().id(), true);
        assertEquals(Optional.of(took), look().advice().expectedDuration());
    }

    @Test
    void aStoppedMachineOnAGoodHostIsToBeStarted() {
        var _ = shop.create();
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        assertEquals("fly machine start " + shop.machine() + " --app shop", command());
    }

    @Test
    void aVolumeWithoutAMachineIsForTheNextDeploy() {
        shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        assertEquals("fly deploy --app shop", command());
    }

    @Test
    void whatIsVerifiedAlreadyOnlyHasToBePutToWork() {
        var _ = shop.create();
        RunRecord run = verified();
        Triage calm = look();
        assertEquals("flysnap status shop", calm.advice().command());
        assertEquals(
                List.of("flysnap continue " + run.id() + " --cutover"),
                calm.runs().stream().map(Triage.PendingRun::command).toList());
        host(true);
        Triage triage = look();
        assertEquals(
                "flysnap continue " + run.id() + " --cutover --accept-unfenced",
                triage.advice().command());
        assertTrue(triage.advice().why().contains("verified already"), triage.advice().why());
        FlysnapException pending =
                assertThrows(
                        FlysnapException.class,
                        () -> shop.restore().continueRun(run, Optional.of(Goal.CUTOVER_UNFENCED)));
        assertEquals("fence-pending", pending.problem().code(), "but it runs");
        assertEquals(
                List.of("ams", "fra"),
                shop.writers().stream().map(it -> it.birth().region()).sorted().toList());
    }

    @Test
    void whatIsVerifiedOfAnOlderSnapshotIsNotPutToWorkInItsPlace() {
        var _ = shop.create();
        RunRecord run = verified();
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        String newer = shop.create().snapshot().value();
        host(true);
        assertTrue(command().startsWith("flysnap restore " + newer + " "), command());
        host(false);
        var _ = restored();
        assertEquals(
                List.of("flysnap undo " + run.id()),
                look().runs().stream().map(Triage.PendingRun::command).toList(),
                "another one was put to work since");
    }

    private RunRecord verified() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(false)));
        return shop.journal().run(run).orElseThrow();
    }

    @Test
    void anInterruptedRestoreIsToBeContinued() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        shop.cut().arm(60);
        assertThrows(
                PowerCut.Dark.class,
                () -> {
                    Restore restore = shop.restore();
                    restore.run(restore.plan(run, Shop.restoreRequest(true)));
                });
        shop.cut().disarm();
        Triage triage = look();
        assertEquals("flysnap continue " + run, triage.advice().command());
        assertEquals(1, triage.runs().size());
    }

    @Test
    void aPendingFenceIsNamedWithTheMachine() {
        var _ = shop.create();
        host(true);
        RunId run = shop.nextRun();
        assertThrows(
                FlysnapException.class,
                () -> shop.restore().run(shop.restore().plan(run, Shop.unfencedRequest())));
        Triage triage = look();
        assertEquals("flysnap continue " + run, triage.advice().command());
        assertEquals("once its host answers", triage.advice().durationBasis());
        assertEquals(Optional.of(shop.machine()), triage.runs().getFirst().unfencedMachine());
        Finding fence = new PendingRuns(shop.bench(shop.cut())).findings(Shop.APP).getFirst();
        assertEquals(Finding.Outcome.WRONG, fence.outcome(), "doctor names it too");
        assertTrue(fence.seen().contains(shop.machine().value()), fence.seen());
        assertEquals("flysnap continue " + run, fence.next());
        host(false);
        assertEquals("a guess", look().advice().durationBasis());
        var _ = shop.pendingFences().retryAndReport(Shop.APP);
        assertEquals("flysnap create shop", command(), "the fence is done");
    }

    @Test
    void aMachineWithoutDataThatRunsDoesNotHideADeadDatabase() {
        String snapshot = shop.create().snapshot().value();
        web();
        host(true);
        assertTrue(
                look().volumes()
                        .of(shop.volume())
                        .orElseThrow()
                        .text()
                        .contains("does not answer"));
        assertEquals(
                "flysnap restore " + snapshot + " --app shop --cutover --accept-unfenced",
                command());
        host(false);
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        assertEquals("fly machine start " + shop.machine() + " --app shop", command());
    }

    @Test
    void aMachineWithoutDataThatRunsDoesNotHideALostDatabase() {
        String snapshot = shop.create().snapshot().value();
        web();
        shop.lose();
        assertEquals("flysnap restore " + snapshot + " --app shop --cutover", command());
    }

    @Test
    void aDeadHostBesideAMachineWithAVolumeOfTheSameNameIsOnlyToBeLookedAt() {
        var _ = shop.create();
        Restore restore = shop.restore();
        RunId run = shop.nextRun();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        restore.undo(shop.journal().run(run).orElseThrow());
        String retired =
                shop.fly().machines().list(Shop.APP).stream()
                        .map(it -> it.id().value())
                        .filter(it -> !it.equals(shop.machine().value()))
                        .findFirst()
                        .orElseThrow();
        assertEquals("flysnap status shop", command());
        shop.setHostDead(retired, true);
        assertEquals("fly machine status " + retired + " --app shop", command());
    }

    @Test
    void aVolumeThatWasMadeToBeLookedAtNeedsNoSnapshot() {
        var _ = shop.create();
        volumeToLookAt();
        assertEquals("flysnap status shop", command());
    }

    @Test
    void aVolumeThatIsNotTheLostOneIsNotDeployedOn() {
        String snapshot = shop.create().snapshot().value();
        volumeToLookAt();
        shop.lose();
        Triage triage = look();
        assertEquals(
                "flysnap restore " + snapshot + " --app shop --cutover", triage.advice().command());
        assertTrue(
                triage.advice().why().contains("which may hold something else"),
                triage.advice().why());
    }

    /** An app that was lost, restored and undone has nothing at work, but not nothing. */
    @Test
    void whatWasWrittenToAnUndoneRestoreIsNotForgotten() {
        SnapshotId snapshot = shop.create().snapshot();
        shop.lose();
        Restore restore = shop.restore();
        RunId run = shop.nextRun();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        restore.undo(shop.journal().run(run).orElseThrow());
        Triage withSnapshot = look();
        VolumeId undone = withSnapshot.volumes().all().getFirst().volume().id();
        assertEquals(
                "flysnap restore " + snapshot + " --app shop --cutover",
                withSnapshot.advice().command());
        String there =
                "The volume %s is there, made by %s, which was undone".formatted(undone, run);
        assertTrue(withSnapshot.advice().why().contains(there), withSnapshot.advice().why());
        shop.journal()
                .saveCheck(
                        new SnapshotCheck(
                                snapshot,
                                Shop.APP,
                                shop.nextRun(),
                                shop.sim().clock().instant().plusSeconds(1),
                                CheckDepth.FULL,
                                SnapshotCheck.Subject.RESTORED,
                                List.of("/data/shop.db"),
                                List.of("page 7 is torn"),
                                false));
        Triage without = look();
        assertEquals("flysnap create shop --volume " + undone, without.advice().command());
        assertTrue(without.advice().why().contains(there), without.advice().why());
    }

    @Test
    void aFinishedRunOfAnotherVersionIsNotRead() {
        var _ = shop.create();
        var _ =
                shop.journal()
                        .start(
                                shop.nextRun(),
                                RunKind.RESTORE,
                                Shop.APP,
                                JsonText.parseObject("{\"from\":\"the past\"}"));
        RunId over = shop.journal().runs().getFirst().id();
        assertEquals(
                List.of("run-unreadable"), look().problems().stream().map(Problem::code).toList());
        assertEquals("flysnap status shop", command());
        shop.journal().add(over, new RunEvent.Ended(RunStatus.DONE));
        assertEquals(List.of(), look().problems());
    }

    @Test
    void aVolumeWhoseSnapshotsCannotBeListedIsNamedAndHidesNothing() {
        var _ = shop.create();
        volumeToLookAt();
        String other =
                shop.fly().volumes().list(Shop.APP).stream()
                        .map(it -> it.id().value())
                        .filter(it -> !it.equals(shop.volume().value()))
                        .findFirst()
                        .orElseThrow();
        shop.sim()
                .faults()
                .setRule((operation, _, path) ->
                        operation.equals("snapshots.list") && path.contains(other)
                                ? Optional.of(Fault.status(500, "{\"error\":\"no such luck\"}"))
                                : Optional.empty());
        Triage triage = look();
        assertEquals(1, triage.problems().size());
        assertTrue(triage.newestSnapshot().isPresent());
        assertTrue(triage.problems().getFirst().what().contains(other));
    }

    @Test
    void aRestoreThatIsAtWorkIsLeftToItself() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        shop.cut().arm(60);
        assertThrows(
                PowerCut.Dark.class,
                () -> {
                    Restore restore = shop.restore();
                    restore.run(restore.plan(run, Shop.restoreRequest(true)));
                });
        shop.cut().disarm();
        try (Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), run)) {
            Triage triage = look();
            assertEquals("flysnap runs show " + run, triage.advice().command());
            assertEquals(Triage.PendingState.AT_WORK, triage.runs().getFirst().state());
        }
        assertEquals("flysnap continue " + run, command());
    }

    private void volumeToLookAt() {
        Restore restore = shop.restore();
        var _ =
                restore.run(
                        restore.plan(
                                shop.nextRun(), Shop.request(false).goal(Goal.VOLUME).build()));
    }

    /** A machine of the app without a volume. */
    private void web() {
        var _ = shop.addMachine("web", Shop.AMS, Shop.config(shop.volume()).without("mounts"));
        assertEquals(2, shop.writers().size());
    }

    private Duration sinceStartOf(RunRecord run) {
        return Duration.between(run.startedAt(), shop.sim().clock().instant());
    }

    private RunRecord restored() {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        return shop.journal().run(run).orElseThrow();
    }

    private String command() {
        return look().advice().command();
    }

    private Triage look() {
        WorldView before = shop.sim().view();
        int runs = shop.journal().runs().size();
        Triage triage =
                new TriageCollector(shop.bench(shop.cut()), Shop.NOTHING_OUTSIDE).collect(Shop.APP);
        assertEquals(before, shop.sim().view(), "it only looks");
        assertEquals(runs, shop.journal().runs().size());
        return triage;
    }

    private void host(boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }
}
