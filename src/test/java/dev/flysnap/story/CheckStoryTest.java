package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code create --check}: damage is told when the snapshot is taken, and remembered. */
class CheckStoryTest {
    private static final int MOST_POINTS = 500;

    @TempDir private Path state;
    private int shops;

    private Shop shop() {
        shops++;
        return new Shop(state.resolve("shop" + shops), Switches.DEFAULTS);
    }

    private static CreateRequest checking(CheckDepth depth) {
        return CreateRequests.checking(Shop.createRequest(HoldUntil.QUIESCED), depth);
    }

    private static Receipt create(Create create, Shop shop) {
        return create.run(create.plan(shop.nextRun(), checking(CheckDepth.QUICK)));
    }

    private static Checked checked(Receipt receipt) {
        return receipt.checked().orElseThrow();
    }

    @Test
    void aGoodDatabaseIsToldInTheReceiptAndTheSnapshotIsNotVerifiedByThat() {
        try (Shop shop = shop()) {
            Receipt receipt = create(shop.creation(), shop);
            assertEquals(CheckAnswer.Result.OK, checked(receipt).result());
            assertEquals(CheckDepth.QUICK, checked(receipt).depth());
            assertEquals(Grade.SYNCED, receipt.grade());
            assertEquals(
                    receipt,
                    Receipt.read(
                            shop.journal().snapshot(receipt.snapshot()).orElseThrow().receipt()));
            assertTrue(shop.journal().check(receipt.snapshot()).isEmpty());
            assertTrue(shop.create().checked().isEmpty(), "unless it is asked for");
        }
    }

    @Test
    void aDamagedDatabaseIsToldAtOnceAndItsSnapshotIsKeptAndKnownAsBad() {
        try (Shop shop = shop()) {
            Receipt good = shop.create();
            shop.sim().sleeper().sleep(Duration.ofMinutes(10));
            shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
            List<Receipt> receipts = new ArrayList<>();
            Create create = shop.creation();
            CreatePlan plan = create.plan(shop.nextRun(), checking(CheckDepth.FULL));
            Problem problem =
                    assertThrows(FlysnapException.class, () -> create.run(plan, receipts::add))
                            .problem();
            assertEquals("live-data-bad", problem.code());
            assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
            Receipt bad = receipts.getFirst();
            assertTrue(problem.what().contains(bad.snapshot().value()), problem.what());
            assertTrue(problem.why().contains("row 1 missing from index"), problem.why());
            assertEquals(CheckAnswer.Result.BAD, checked(bad).result());
            SnapshotCheck known = shop.journal().check(bad.snapshot()).orElseThrow();
            assertTrue(known.isBad());
            assertEquals(SnapshotCheck.Subject.LIVE, known.subject());
            assertEquals(plan.run(), known.run());
            assertEquals(
                    Optional.of(good.snapshot()),
                    shop.restore().plan(shop.nextRun(), Shop.restoreRequest(true)).snapshot(),
                    "latest goes past it");
        }
    }

    @Test
    void aHookThatCannotCheckIsNoFailure() {
        try (Shop shop = shop()) {
            QuiescerFactory older =
                    (app, machine) -> new WithoutCheck(shop.hook().reach(app, machine));
            Receipt receipt =
                    create(new Create(shop.bench(CutPoint.NONE), Optional.of(older)), shop);
            assertEquals(CheckAnswer.Result.NOT_CHECKED, checked(receipt).result());
            assertTrue(checked(receipt).notChecked().getFirst().contains("cannot check databases"));
            assertEquals(Grade.SYNCED, receipt.grade());
        }
    }

    @Test
    void withoutAHookOrWithAStoppedMachineTheReceiptSaysWhyNobodyCouldCheck() {
        try (Shop shop = shop()) {
            Receipt noHook = create(new Create(shop.bench(CutPoint.NONE), Optional.empty()), shop);
            assertEquals(CheckAnswer.Result.NOT_CHECKED, checked(noHook).result());
            assertTrue(
                    checked(noHook).notChecked().getFirst().contains("no hook is configured"),
                    checked(noHook).toString());
            shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            Receipt stopped = create(shop.creation(), shop);
            assertEquals(Grade.STOPPED, stopped.grade());
            assertTrue(
                    checked(stopped).notChecked().getFirst().contains("is stopped"),
                    checked(stopped).toString());
        }
    }

    @Test
    void aCreateThatWasCutAnywhereTellsTheDamageAllTheSame() {
        int points = 0;
        int apart = Points.apart(3);
        for (int point = 1; point < MOST_POINTS; point += apart) {
            try (Shop shop = shop()) {
                shop.disks().write(shop.volume().value(), "shop.db", "corrupt");
                Create create = shop.creation();
                CreatePlan plan = create.plan(shop.nextRun(), checking(CheckDepth.QUICK));
                RunId run = plan.run();
                shop.cut().arm(point);
                Optional<Problem> problem = Optional.empty();
                try {
                    var _ = create.run(plan);
                } catch (PowerCut.Dark dark) {
                    points++;
                } catch (FlysnapException e) {
                    problem = Optional.of(e.problem());
                }
                shop.cut().disarm();
                if (shop.journal().run(run).isEmpty()) {
                    continue;
                }
                boolean cut = problem.isEmpty();
                if (cut && shop.journal().status(run) != RunStatus.DONE) {
                    shop.sim().sleeper().sleep(Duration.ofMinutes(2));
                    problem =
                            Optional.of(
                                    assertThrows(
                                                    FlysnapException.class,
                                                    () ->
                                                            shop.creation()
                                                                    .continueRun(
                                                                            shop.journal()
                                                                                    .run(run)
                                                                                    .orElseThrow()))
                                            .problem());
                }
                int at = point;
                problem.ifPresent(it -> assertEquals("live-data-bad", it.code(), "at " + at));
                assertEquals(RunStatus.DONE, shop.journal().status(run), "at " + at);
                assertTrue(
                        shop.journal()
                                .isKnownToBeBad(
                                        shop.journal().snapshotOf(run).orElseThrow().snapshot()),
                        "at " + at);
                if (!cut) {
                    break;
                }
            }
        }
        System.out.println("create --check: " + points + " points cut");
        assertTrue(points > 15 / apart, points + " points were cut");
    }

    @Test
    void anEarlierSnapshotThatIsKnownToBeBadIsNotAcceptedInPlaceOfANewOne() {
        try (Shop shop =
                new Shop(
                        state.resolve("coalescing"),
                        Switches.DEFAULTS.with("snapshot-coalescing", "recent"))) {
            Receipt first = shop.create();
            CreateRequest accepting =
                    CreateRequests.acceptingNewerThan(
                            Shop.createRequest(HoldUntil.QUIESCED), Duration.ofHours(1));
            Create create = shop.creation();
            assertEquals(
                    first.snapshot(),
                    create.run(create.plan(shop.nextRun(), accepting)).snapshot());
            shop.journal()
                    .saveCheck(
                            new SnapshotCheck(
                                    first.snapshot(),
                                    Shop.APP,
                                    shop.nextRun(),
                                    shop.sim().clock().instant(),
                                    CheckDepth.QUICK,
                                    SnapshotCheck.Subject.RESTORED,
                                    List.of("shop.db"),
                                    List.of("shop.db: row 1 missing from index"),
                                    false));
            CreatePlan plan = create.plan(shop.nextRun(), accepting);
            assertEquals(
                    "snapshot-coalesced",
                    assertThrows(FlysnapException.class, () -> create.run(plan)).problem().code());
        }
    }

    /** As an agent of an earlier version. */
    private record WithoutCheck(Quiescer hook) implements Quiescer {
        @Override
        public StatusAnswer status() {
            return hook.status();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            return hook.quiesce(attempt, hold, databases);
        }

        @Override
        public Resumed resume(String lease) {
            return hook.resume(lease);
        }
    }
}
