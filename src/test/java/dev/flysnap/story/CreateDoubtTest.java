package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.status.AppStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates of which nobody can tell at once how they ended. */
class CreateDoubtTest {
    private static final Switches WITHOUT_ID = Switches.DEFAULTS.with("snapshot-answer", "no-body");
    private static final CreateRequest HELD = Shop.createRequest(HoldUntil.CREATED);

    @TempDir private Path state;
    private Optional<Shop> open = Optional.empty();

    @AfterEach
    void close() {
        open.ifPresent(Shop::close);
    }

    private Shop shop(Switches switches) {
        Shop shop = new Shop(state, switches);
        open = Optional.of(shop);
        return shop;
    }

    @Test
    void aLostAnswerLeavesNeitherWritersHeldNorTheRetentionChangedWhereFlyTakesDailyOnes() {
        Shop shop = shop(Switches.DEFAULTS);
        shop.setDaily(true);
        int before = shop.retention();
        shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "cut-after"));
        RunId run = shop.nextRun();
        Problem problem = problem(shop, run, CreateRequests.retained(HELD, 30));
        assertEquals("snapshot-unclear", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertFalse(shop.isHeld());
        assertEquals(before, shop.retention());
        assertEquals(
                List.of(run),
                AppStatus.of(shop.bench(shop.cut()), Shop.APP).open().stream()
                        .map(it -> it.run().id())
                        .toList());
        assertEquals(
                "snapshot-unclear",
                assertThrows(FlysnapException.class, () -> goneOn(shop, run)).problem().code());
        assertTrue(problem.next().contains("flysnap undo " + run), problem.next());
        shop.creation().undo(record(shop, run));
        assertEquals(RunStatus.GIVEN_UP, shop.journal().status(run));
        assertEquals(List.of(), AppStatus.of(shop.bench(shop.cut()), Shop.APP).open());
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        assertEquals(1, finished(shop).size(), "a snapshot cannot be taken back");
    }

    @Test
    void aRefusedRequestIsAskedAnewAndAnothersSnapshotNotTakenForIt() {
        Shop shop = shop(Switches.DEFAULTS);
        shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "422"));
        RunId run = shop.nextRun();
        Problem problem = problem(shop, run, Shop.createRequest(HoldUntil.QUIESCED));
        assertEquals("fly-refused", problem.code());
        SnapshotId others = shop.create().snapshot();
        Receipt receipt = goneOn(shop, run);
        assertFalse(others.equals(receipt.snapshot()));
        assertEquals(2, finished(shop).size());
    }

    @Test
    void whatBecameOfARequestIsToldTheNextDayWithoutTakingTheDailySnapshotForIt() {
        Shop shop = shop(WITHOUT_ID.with("snapshot-coalescing", "recent"));
        shop.create();
        shop.setDaily(true);
        Create create = shop.creation();
        RunId run = shop.nextRun();
        var _ = create.request(create.plan(run, Shop.createRequest(HoldUntil.QUIESCED)));
        shop.sim().sleeper().sleep(Duration.ofHours(8));
        assertTrue(
                shop.sim()
                        .change(turn -> SnapshotRules.takeScheduled(turn, shop.volume().value()))
                        .isPresent());
        shop.sim().sleeper().sleep(Duration.ofHours(8));
        Problem problem = assertThrows(FlysnapException.class, () -> goneOn(shop, run)).problem();
        assertEquals("snapshot-coalesced", problem.code());
        assertEquals(
                "snapshot-coalesced",
                assertThrows(FlysnapException.class, () -> goneOn(shop, run)).problem().code(),
                "it stays one");
        assertEquals(1, shop.journal().snapshots(Shop.APP).size());
    }

    @Test
    void twoThatWereLeftEarlyDoNotTakeEachOthersSnapshots() {
        Shop shop = shop(WITHOUT_ID.with("pending-rows", "without-id"));
        RunId first = leftEarly(shop);
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        RunId second = leftEarly(shop);
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        Receipt ofSecond = goneOn(shop, second);
        Receipt ofFirst = goneOn(shop, first);
        assertFalse(ofFirst.snapshot().equals(ofSecond.snapshot()));
    }

    private RunId leftEarly(Shop shop) {
        Create create = shop.creation();
        RunId run = shop.nextRun();
        var _ = create.request(create.plan(run, Shop.createRequest(HoldUntil.QUIESCED)));
        return run;
    }

    @Test
    void aVolumeThatWasBusyIsTriedAgainByContinue() {
        Shop shop = shop(Switches.DEFAULTS);
        for (int i = 1; i <= 5; i++) {
            shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "409"));
        }
        RunId run = shop.nextRun();
        Problem problem = problem(shop, run, Shop.createRequest(HoldUntil.QUIESCED));
        assertEquals("snapshot-busy", problem.code());
        assertTrue(problem.why().contains("injected"), problem.why());
        assertEquals(Grade.SYNCED, goneOn(shop, run).grade());
    }

    @Test
    void aHookThatIsGoneAtTheReleaseCostsTheHoldAndNotTheSnapshot() {
        Shop shop = shop(Switches.DEFAULTS);
        QuiescerFactory dying = (app, machine) -> new Dying(shop.hook().reach(app, machine));
        Create create = new Create(shop.bench(shop.cut()), Optional.of(dying));
        Receipt receipt = create.run(create.plan(shop.nextRun(), HELD));
        assertEquals(Grade.SYNCED, receipt.grade());
        assertEquals(List.of(receipt.snapshot()), finished(shop));
    }

    @Test
    void aLookThatFailsAfterTheRequestNamesTheRunThatGoesOn() {
        Shop shop = shop(Switches.DEFAULTS);
        shop.sim().faults().queue(FaultKinds.fault("snapshots.list", 3, "422"));
        RunId run = shop.nextRun();
        Problem problem = problem(shop, run, Shop.createRequest(HoldUntil.QUIESCED));
        assertTrue(problem.next().contains("flysnap continue " + run), problem.next());
        assertTrue(problem.what().contains("has been requested"), problem.what());
        assertEquals(1, AppStatus.of(shop.bench(shop.cut()), Shop.APP).open().size());
        assertEquals(Grade.SYNCED, goneOn(shop, run).grade());
        assertEquals(1, finished(shop).size());
    }

    private record Dying(Quiescer alive) implements Quiescer {
        @Override
        public StatusAnswer status() {
            return alive.status();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            return alive.quiesce(attempt, hold, databases);
        }

        @Override
        public Resumed resume(String lease) {
            throw new Problem(
                            "hook-unreachable",
                            ExitCode.FAILED,
                            "Nobody answers.",
                            "The agent has died.",
                            "Start it")
                    .exception();
        }
    }

    private static Problem problem(Shop shop, RunId run, CreateRequest request) {
        Create create = shop.creation();
        return assertThrows(FlysnapException.class, () -> create.run(create.plan(run, request)))
                .problem();
    }

    private static RunRecord record(Shop shop, RunId run) {
        return shop.journal().run(run).orElseThrow();
    }

    private static Receipt goneOn(Shop shop, RunId run) {
        return shop.creation().continueRun(record(shop, run));
    }

    private static List<SnapshotId> finished(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }
}
