package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.player.HostMigration;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetPlanner;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fly moves the app to another host: the volume gets a new id, the machine keeps its own. */
class VolumeMovedTest {
    private static final int BEFORE = 14;
    private static final Duration A_WEEK = Duration.ofDays(8);

    @TempDir private Path state;
    private final List<String> told = new ArrayList<>();
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
    void aVolumeThatIsNamedByItsOldIdIsFoundAndUsedWhileItIsHydrating() {
        SnapshotId first = shop.create().snapshot();
        VolumeId now = moved();
        assertEquals("hydrating", volume(now).state().value());
        Receipt second = created(Optional.of(shop.volume()));
        assertEquals(now, second.volume().id());
        assertTrue(
                told.getFirst().contains("has moved volume %s of shop".formatted(shop.volume())),
                told.toString());
        assertTrue(told.getFirst().contains("it is %s now".formatted(now)), told.toString());
        for (VolumeId named : List.of(shop.volume(), now)) {
            List<SnapshotRow> rows = rows(Optional.of(named));
            assertEquals(
                    List.of(second.snapshot(), first),
                    rows.stream().map(it -> it.snapshot().id().orElseThrow()).toList());
            assertTrue(rows.stream().allMatch(it -> it.volumeId().equals(now)), rows.toString());
            assertEquals(second.snapshot(), latest(Optional.of(named)));
        }
        assertEquals(second.snapshot(), latest(Optional.empty()));
    }

    @Test
    void aTargetOfAFleetThatNamesTheOldIdIsTheMovedVolume() {
        VolumeId now = moved();
        FleetPlanner.AppRequest target =
                new FleetPlanner.AppRequest(
                        Shop.APP,
                        new VolumeSelection.ById(shop.volume()),
                        _ -> Shop.createRequest(HoldUntil.QUIESCED));
        FleetPlan plan =
                new FleetPlanner(bench(shop.journal()), shop::nextRun)
                        .plan(shop.nextRun(), List.of(target), 1);
        assertEquals(List.of(now), plan.parts().stream().map(it -> it.volume().id()).toList());
    }

    @Test
    void theLatestIsStillThatOfBeforeTheMove() {
        SnapshotId ours = shop.create().snapshot();
        VolumeId now = moved();
        assertEquals(ours, latest(Optional.empty()));
        assertEquals(ours, latest(Optional.of(now)));
        shop.sim().sleeper().sleep(A_WEEK.minusDays(5));
        assertEquals(ours, latest(Optional.of(shop.volume())));
    }

    @Test
    void withoutAJournalTheMachinesAgeTellsOfTheMove() {
        VolumeId now = moved();
        try (Journal empty = shop.openJournal(state.resolve("empty"))) {
            VolumeSelector selector = new VolumeSelector(bench(empty));
            assertEquals(now, selector.select(Shop.APP, Optional.of(shop.volume())).id());
            shop.sim().sleeper().sleep(A_WEEK);
            shop.fly().volumes().list(Shop.APP);
            assertThrows(
                    FlysnapException.class,
                    () -> selector.select(Shop.APP, Optional.of(new VolumeId("vol_neverthere"))));
        }
    }

    /** The machine is another one then, so nothing says that this is the same data. */
    @Test
    void aVolumeThatWasReplacedIsNoMovedOne() {
        var _ = shop.create();
        Restore restore = shop.restore();
        RunId run = shop.nextRun();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        var _ = restore.finish(shop.journal().run(run).orElseThrow());
        VolumeSelector selector = new VolumeSelector(bench(shop.journal()));
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> selector.select(Shop.APP, Optional.of(shop.volume())));
        assertEquals("volume-not-of-app", refused.problem().code());
    }

    @Test
    void aRestoreOfASnapshotFromBeforeReplacesTheMachineAndItsMovedVolume() {
        var _ = shop.create();
        VolumeId now = moved();
        Restore restore = restore();
        RunId run = shop.nextRun();
        RestorePlan plan =
                restore.plan(run, Shop.request(true).volume(Optional.of(shop.volume())).build());
        assertEquals(Optional.of(shop.machine()), plan.replaced().map(it -> it.id()));
        RestoreReport report = restore.run(plan);
        assertEquals("orders", content(report.volume()));
        var _ = restore.finish(record(run));
        assertEquals(List.of(report.volume().value()), living());
        assertTrue(volume(now).state().isDead(), "the old data is where Fly had moved it");
    }

    @Test
    void aMoveBetweenVerificationAndCutoverIsFollowedOnBothSides() {
        var _ = shop.create();
        RunRecord run = verified();
        moveAll();
        RestoreReport report = restore().continueRun(run, Optional.of(Goal.CUTOVER));
        assertEquals(1, shop.writers().size());
        assertEquals(Optional.of(report.volume().value()), shop.writers().getFirst().volume());
        moveAll();
        var _ = restore().finish(run);
        assertEquals(1, living().size());
        assertEquals(Optional.of(living().getFirst()), shop.writers().getFirst().volume());
    }

    @Test
    void anUndoDeletesTheNewVolumeWhereverFlyHasMovedIt() {
        var _ = shop.create();
        RunRecord run = verified();
        VolumeId now = moveAll();
        var _ = restore().undo(run);
        assertEquals(List.of(now.value()), living());
    }

    @Test
    void anUndoAfterTheCutoverPutsTheOldMachineBackOnItsMovedVolume() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        var _ = restore().run(restore().plan(run, Shop.restoreRequest(true)));
        VolumeId now = moveAll();
        var _ = restore().undo(record(run));
        assertEquals(1, shop.writers().size());
        assertEquals(Optional.of(now.value()), shop.writers().getFirst().volume());
    }

    /** Cut at many points of a restore with a cutover, and moved before it is continued. */
    @Test
    void aRestoreThatIsInterruptedByAMoveEndsAsAnyOther() {
        var _ = shop.create();
        int cuts = 0;
        for (int point = 2; ; point += 9) {
            RunId run = shop.nextRun();
            RestorePlan plan = restore().plan(run, Shop.restoreRequest(true));
            shop.cut().arm(point);
            boolean isCut = false;
            try {
                RestoreReport _ = shop.restore().run(plan);
            } catch (PowerCut.Dark dark) {
                isCut = true;
            }
            shop.cut().disarm();
            if (!isCut) {
                break;
            }
            cuts++;
            shop.sim().sleeper().sleep(Duration.ofMinutes(5));
            moveAll();
            if (shop.journal().run(run).isPresent()) {
                RestoreReport report = restore().continueRun(record(run));
                assertEquals("orders", content(report.volume()), "cut at " + point);
                var _ = restore().finish(record(run));
            }
            assertEquals(1, shop.writers().size(), "cut at " + point);
            assertEquals(
                    living(),
                    shop.writers().stream().flatMap(it -> it.volume().stream()).toList(),
                    "cut at " + point);
        }
        assertTrue(cuts > 5, "there were " + cuts);
    }

    @Test
    void aPendingRetentionFollowsTheMove() {
        RunId first = interrupted(30);
        VolumeId now = moved();
        assertEquals(Optional.of(30), volume(now).snapshotRetentionDays());
        Create create = creation();
        var _ =
                create.run(
                        create.plan(
                                shop.nextRun(),
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), 60)));
        assertEquals(Optional.of(BEFORE), volume(now).snapshotRetentionDays());
        Receipt continued = creation().continueRun(record(first));
        assertEquals(now, continued.volume().id());
        assertEquals(Optional.of(BEFORE), volume(now).snapshotRetentionDays());
    }

    @Test
    void anInterruptedRunPutsTheRetentionBackOnTheMovedVolume() {
        RunId run = interrupted(30);
        VolumeId now = moved();
        assertEquals(Optional.of(30), creation().continueRun(record(run)).retentionDays());
        assertEquals(Optional.of(BEFORE), volume(now).snapshotRetentionDays());
    }

    @Test
    void aSnapshotThatWasRequestedBeforeTheMoveIsFoundAfterIt() {
        CreateRequest request =
                CreateRequests.withoutWaiting(Shop.createRequest(HoldUntil.QUIESCED));
        Create create = creation();
        RunId run = shop.nextRun();
        var _ = create.request(create.plan(run, request));
        VolumeId now = moved();
        Receipt receipt = creation().continueRun(record(run));
        assertEquals(shop.volume(), receipt.volume().id(), "which lists it");
        assertEquals(receipt.snapshot(), latest(Optional.of(now)));
        assertEquals(1, rows(Optional.empty()).size(), "no second one was made");
        assertFalse(told.isEmpty());
    }

    private VolumeId moved() {
        HostMigration.Move move =
                shop.sim()
                        .migration()
                        .migrate(Shop.APP.value(), Optional.of(shop.volume().value()))
                        .getFirst();
        assertEquals(Optional.of(shop.machine().value()), move.machine());
        return new VolumeId(move.to());
    }

    /** The app's old volume, and what a restore has made; returns where the old one is. */
    private VolumeId moveAll() {
        for (SimVolume volume : List.copyOf(shop.sim().world().volumesOf(Shop.APP.value()))) {
            if (!volume.isDead() && volume.machine().isPresent()) {
                shop.sim().sleeper().sleep(Duration.ofMinutes(1));
                var _ = shop.sim().migration().migrate(Shop.APP.value(), Optional.of(volume.id()));
            }
        }
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        return shop.sim()
                .world()
                .machine(shop.machine().value())
                .flatMap(it -> it.volume())
                .map(VolumeId::new)
                .orElse(shop.volume());
    }

    private RunRecord verified() {
        RunId run = shop.nextRun();
        RestoreRequest request = Shop.restoreRequest(false);
        var _ = restore().run(restore().plan(run, request));
        return record(run);
    }

    private RunRecord record(RunId run) {
        return shop.journal().run(run).orElseThrow();
    }

    private RunContext bench(Journal journal) {
        return new RunContext(
                shop.fly(),
                journal,
                shop.sim().sleeper(),
                shop.sim().clock(),
                told::add,
                CutPoint.NONE);
    }

    private Restore restore() {
        return new Restore(bench(shop.journal()));
    }

    private Create creation() {
        return new Create(bench(shop.journal()), Optional.of(shop.hook()));
    }

    private Receipt created(Optional<VolumeId> named) {
        CreateRequest request = Shop.createRequest(HoldUntil.QUIESCED);
        Create create = creation();
        return create.run(
                create.plan(
                        shop.nextRun(),
                        new CreateRequest(
                                request.app(),
                                named,
                                request.quiesce(),
                                request.holdUntil(),
                                request.holdMax(),
                                request.databases(),
                                request.minGrade(),
                                request.timeout())));
    }

    private RunId interrupted(int days) {
        QuiescerFactory dying =
                (app, machine) -> {
                    throw new PowerCut.Dark();
                };
        Create create = new Create(bench(shop.journal()), Optional.of(dying));
        RunId run = shop.nextRun();
        CreatePlan plan =
                creation()
                        .plan(
                                run,
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), days));
        assertThrows(PowerCut.Dark.class, () -> create.run(plan));
        return run;
    }

    private List<SnapshotRow> rows(Optional<VolumeId> only) {
        return new SnapshotList(bench(shop.journal())).list(Shop.APP, only).rows();
    }

    private SnapshotId latest(Optional<VolumeId> volume) {
        return new SnapshotFinder(bench(shop.journal()))
                .find(Shop.APP, SnapshotChoice.LATEST, volume)
                .snapshot()
                .id()
                .orElseThrow();
    }

    private Volume volume(VolumeId id) {
        return shop.fly().volumes().get(Shop.APP, id);
    }

    private List<String> living() {
        return shop.sim().world().volumesOf(Shop.APP.value()).stream()
                .filter(it -> !it.isDead())
                .map(SimVolume::id)
                .toList();
    }

    private String content(VolumeId volume) {
        return shop.disks().read(volume.value(), "shop.db").orElseThrow();
    }
}
