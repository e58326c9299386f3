package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.OrganizationSlug;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.status.AppStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Flys have an app of the same name, and their runs are in one state directory. */
class OneJournalTwoFliesTest {
    private static final int BEFORE = 14;

    @TempDir private Path state;
    private Shop shop;
    private Shop other;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
        other = new Shop(state, Switches.DEFAULTS);
        for (int i = 0; i < 500; i++) {
            var _ = other.nextRun();
        }
    }

    @AfterEach
    void close() {
        shop.close();
        other.close();
    }

    @Test
    void eachHasItsOwnReceiptsAndItsOwnLatest() {
        SnapshotId ours = shop.create().snapshot();
        assertEquals(List.of(), rows(other));
        assertEquals("no-finished-snapshot", latestProblem(other).code());
        Receipt second = other.create();
        SnapshotId theirs = second.snapshot();
        assertEquals(ours, theirs, "simulators of one seed give the same ids");
        assertEquals(second.run(), other.journal().snapshot(theirs).orElseThrow().run());
        assertEquals(ours, latest(shop));
        assertEquals(theirs, latest(other));
        assertEquals(1, shop.journal().snapshots(Shop.APP).size());
        shop.lose();
        assertEquals(ours, latest(shop), "of the volume that is gone");
        assertEquals(theirs, latest(other));
    }

    @Test
    void aLockOfOneDoesNotStopTheOther() {
        RunId run = shop.nextRun();
        try (Lock _ = shop.journal().lock(LockKey.ofVolume(Shop.APP, other.volume()), run);
                Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), run)) {
            var _ = other.create();
            Restore restore = other.restore();
            var report = restore.run(restore.plan(other.nextRun(), Shop.restoreRequest(true)));
            assertTrue(report.machine().isPresent());
        }
    }

    @Test
    void anUnfinishedCutoverAndAPendingFenceOfOneAreNotTheOthers() {
        var _ = shop.create();
        var _ = other.create();
        shop.setHostDead(shop.machine().value(), true);
        Restore restore = shop.restore();
        RunId unfenced = shop.nextRun();
        assertThrows(
                FlysnapException.class,
                () -> restore.run(restore.plan(unfenced, Shop.unfencedRequest())));
        assertEquals(1, shop.pendingFences().retryAndReport(Shop.APP).size());
        assertEquals(List.of(), other.pendingFences().retryAndReport(Shop.APP));
        assertEquals(List.of(), openRuns(other));
        assertEquals(List.of(unfenced), openRuns(shop));
        new RestoreHistory(other.bench(other.cut()))
                .requireNoUnfinishedCutover(Shop.APP, other.nextRun());
    }

    @Test
    void aPendingRetentionOfOneIsNotPaidAtTheOther() {
        interruptedWithRetention(shop, 30);
        Create create = other.creation();
        var _ =
                create.run(
                        create.plan(
                                other.nextRun(),
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), 60)));
        assertEquals(BEFORE, other.retention());
        assertEquals(30, shop.retention(), "still pending there");
        Receipt continued = shop.creation().continueRun(shop.journal().runs(Shop.APP).getFirst());
        assertEquals(Optional.of(30), continued.retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void aRunOfOneIsNotContinuedAtTheOther() {
        RunId run = interruptedWithRetention(shop, 30);
        assertEquals(Optional.empty(), other.journal().run(run));
        Problem problem = other.journal().belongsElsewhere(run).orElseThrow();
        assertEquals("run-of-another-fly", problem.code());
        assertTrue(problem.next().endsWith("FLY_FLAPS_BASE_URL=" + shop.sim().baseUrl()));
        assertEquals(List.of(), other.journal().runs());
    }

    /** Names of apps are unique on one Fly; so the first one has to be gone. */
    @Test
    void anAppThatWasMadeAgainInAnotherOrganisationStartsWithoutAPast() {
        Receipt receipt = shop.create();
        shop.setHostDead(shop.machine().value(), true);
        Restore restore = shop.restore();
        RunId unfenced = shop.nextRun();
        assertThrows(
                FlysnapException.class,
                () -> restore.run(restore.plan(unfenced, Shop.unfencedRequest())));
        var _ =
                shop.sim()
                        .change(transition -> {
                            AppRules.delete(transition, Shop.APP.value());
                            return AppRules.create(transition, Shop.APP.value(), "acme");
                        });
        try (FlyApi fly = shop.connect(shop.sim().token());
                Journal journal =
                        shop.openJournal(state).withOrganizations(fly.apps()::organization)) {
            assertEquals(Optional.of("acme"), fly.apps().organization(Shop.APP));
            assertEquals(List.of(), journal.runs(Shop.APP));
            assertEquals(List.of(), journal.snapshots(Shop.APP));
            assertEquals(List.of(), journal.volumes(Shop.APP));
            assertEquals(
                    Optional.of(new OrganizationSlug("personal")),
                    journal.run(unfenced).orElseThrow().organization());
            assertTrue(journal.snapshot(receipt.snapshot()).isPresent(), "by its id it is known");
        }
    }

    /** A token that may not read the app: every organisation is taken into account then. */
    @Test
    void whereFlyDoesNotSayTheOrganisationOnlyTheApiCounts() {
        Receipt receipt = shop.create();
        try (FlyApi fly = shop.connect("fm2_unknown");
                Journal journal =
                        shop.openJournal(state).withOrganizations(fly.apps()::organization)) {
            assertEquals(Optional.empty(), fly.apps().organization(Shop.APP));
            assertEquals(RunStatus.DONE, journal.status(journal.runs(Shop.APP).getFirst().id()));
            assertEquals(receipt.snapshot(), journal.snapshots(Shop.APP).getFirst().snapshot());
            try (Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), shop.nextRun())) {
                assertThrows(
                        FlysnapException.class,
                        () -> journal.lock(LockKey.ofApp(Shop.APP), shop.nextRun()));
            }
        }
    }

    private static RunId interruptedWithRetention(Shop at, int days) {
        QuiescerFactory dying =
                (app, machine) -> {
                    throw new PowerCut.Dark();
                };
        Create create = new Create(at.bench(at.cut()), Optional.of(dying));
        RunId run = at.nextRun();
        CreatePlan plan =
                at.creation()
                        .plan(
                                run,
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), days));
        assertThrows(PowerCut.Dark.class, () -> create.run(plan));
        return run;
    }

    private static List<RunId> openRuns(Shop at) {
        return AppStatus.of(at.bench(at.cut()), Shop.APP).open().stream()
                .map(it -> it.run().id())
                .toList();
    }

    private static SnapshotId latest(Shop at) {
        return new SnapshotFinder(at.bench(at.cut()))
                .find(Shop.APP, SnapshotChoice.LATEST, Optional.empty())
                .snapshot()
                .id()
                .orElseThrow();
    }

    private static Problem latestProblem(Shop at) {
        return assertThrows(FlysnapException.class, () -> latest(at)).problem();
    }

    private static List<SnapshotRow> rows(Shop at) {
        return new SnapshotList(at.bench(at.cut())).list(Shop.APP, Optional.empty()).rows();
    }
}
