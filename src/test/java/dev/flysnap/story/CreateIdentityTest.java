package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshot is ours: a new one, an earlier one that will do, never one of another's. */
class CreateIdentityTest {
    private static final Switches COALESCING =
            Switches.DEFAULTS.with("snapshot-coalescing", "recent");

    private static final int APART = Points.apart(3);

    @TempDir private Path state;
    private Optional<Shop> open = Optional.empty();
    private int shops;

    @AfterEach
    void close() {
        open.ifPresent(Shop::close);
    }

    private Shop shop(Switches switches) {
        close();
        shops++;
        Shop shop = new Shop(state.resolve("s" + shops), switches);
        open = Optional.of(shop);
        return shop;
    }

    @Test
    void aRecentOneOfOursWillDoWhereTheUserSaysSoAndKeepsWhatWasProvenOfIt() {
        Shop shop = shop(COALESCING);
        Receipt first = shop.create();
        Receipt second =
                create(shop, CreateRequests.acceptingNewerThan(usual(), Duration.ofMinutes(10)));
        assertEquals(first.snapshot(), second.snapshot());
        assertEquals(Grade.SYNCED, second.grade());
        assertEquals(first.times(), second.times());
        assertEquals(first.run(), second.run());
        assertTrue(second.foundBy().startsWith("coalesced"), second.foundBy());
        assertEquals(1, finished(shop).size());
        assertEquals(
                List.of(first.json()),
                shop.journal().snapshots(Shop.APP).stream().map(it -> it.receipt()).toList());
    }

    @Test
    void oneOfAnothersThatWillDoIsCrashConsistent() {
        Shop shop = shop(COALESCING);
        SnapshotId others = takenByAnother(shop);
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        CreateRequest content = CreateRequests.acceptingNewerThan(usual(), Duration.ofMinutes(10));
        Problem refused =
                assertThrows(FlysnapException.class, () -> create(shop, content)).problem();
        assertEquals("grade-not-met", refused.code());
        assertTrue(refused.what().contains(others.value()), refused.what());
        Receipt receipt = create(shop, CreateRequests.atLeast(content, Grade.CRASH_CONSISTENT));
        assertEquals(others, receipt.snapshot());
        assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
        assertEquals(Optional.empty(), receipt.times().requestedAt());
        assertEquals(Optional.empty(), receipt.times().holdsAllBefore());
        assertEquals(List.of(others), finished(shop));
    }

    @Test
    void oneThatIsTooOldWillNotDo() {
        Shop shop = shop(COALESCING);
        Receipt first = shop.create();
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        Problem refused =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        create(
                                                shop,
                                                CreateRequests.acceptingNewerThan(
                                                        usual(), Duration.ofMinutes(4))))
                        .problem();
        assertEquals("snapshot-coalesced", refused.code());
        assertEquals(ExitCode.CHECK_NOT_MET, refused.exit());
        assertTrue(refused.why().contains(first.snapshot().value()), refused.why());
        assertTrue(refused.why().contains("240 s"), refused.why());
        Receipt second =
                create(shop, CreateRequests.acceptingNewerThan(usual(), Duration.ofMinutes(9)));
        assertEquals(first.snapshot(), second.snapshot());
    }

    @Test
    void aCreateThatAcceptedAnEarlierOneIsContinuedToTheSame() {
        for (int point = 2; ; point += 13) {
            Shop shop = shop(COALESCING);
            Receipt first = shop.create();
            CreateRequest request = CreateRequests.acceptingNewerThan(usual(), Duration.ofHours(1));
            var run = shop.nextRun();
            shop.cut().arm(point);
            boolean cut = false;
            try {
                Create create = shop.creation();
                var _ = create.run(create.plan(run, request));
            } catch (PowerCut.Dark dark) {
                cut = true;
            }
            shop.cut().disarm();
            if (!cut) {
                assertTrue(point > 30, point + " points");
                return;
            }
            if (shop.journal().run(run).isPresent()) {
                Receipt receipt =
                        shop.creation().continueRun(shop.journal().run(run).orElseThrow());
                assertEquals(first.snapshot(), receipt.snapshot(), "after a cut at " + point);
                assertEquals(1, finished(shop).size());
            }
        }
    }

    /**
     * Fly's own schedule strikes at every request of a create, before and after the one for the
     * snapshot: where Fly names ours, where it names none, and where it moreover is content with a
     * recent one, so that the daily one is the only new one.
     */
    @Test
    void aDailySnapshotThatStartsInTheMiddleIsNeverTakenForOurs() {
        Switches withoutId = Switches.DEFAULTS.with("snapshot-answer", "no-body");
        int named = 0;
        int unnamed = 0;
        int coalesced = 0;
        while (struck(Switches.DEFAULTS, named + 1, Struck.MUST_WORK)) {
            named += APART;
        }
        while (struck(withoutId, unnamed + 2, Struck.MAY_WORK)) {
            unnamed += APART;
        }
        while (struck(
                COALESCING.with("snapshot-answer", "no-body"), coalesced + 3, Struck.MAKES_NONE)) {
            coalesced += APART;
        }
        System.out.printf(
                "create with a daily snapshot in the middle: %d points with an id in the answer, %d without, %d coalesced%n",
                named, unnamed, coalesced);
        assertTrue(named > 20 && unnamed > 20 && coalesced > 40, named + " " + unnamed);
    }

    private enum Struck {
        MUST_WORK,
        MAY_WORK,
        MAKES_NONE
    }

    /**
     * @return whether the run was long enough for it
     */
    private boolean struck(Switches switches, int point, Struck kind) {
        Shop shop = shop(switches);
        if (kind == Struck.MAKES_NONE) {
            var _ = shop.create();
        }
        shop.setDaily(true);
        List<SnapshotId> daily = new ArrayList<>(finished(shop));
        shop.cut()
                .at(
                        point,
                        () ->
                                shop.sim()
                                        .change(turn ->
                                                SnapshotRules.takeScheduled(
                                                        turn, shop.volume().value()))
                                        .ifPresent(it -> daily.add(new SnapshotId(it.id()))));
        // Only requests count: the journal's writes in between change nothing for Fly.
        Create create = new Create(shop.bench(CutPoint.NONE), Optional.of(shop.hook()));
        Optional<Receipt> receipt = Optional.empty();
        String when = "at request " + point + " with " + switches;
        try {
            CreatePlan plan = create.plan(shop.nextRun(), Shop.createRequest(HoldUntil.REQUESTED));
            receipt = Optional.of(create.run(plan));
        } catch (FlysnapException e) {
            when += ": " + e.getMessage();
            assertTrue(
                    List.of("snapshot-coalesced", "snapshot-unclear", "snapshot-predates-request")
                            .contains(e.problem().code()),
                    when);
        }
        if (shop.cut().isStillToHappen()) {
            return false;
        }
        assertFalse(shop.isHeld(), when);
        assertTrue(receipt.isPresent() || kind != Struck.MUST_WORK, when);
        assertTrue(receipt.isEmpty() || kind != Struck.MAKES_NONE, when);
        if (receipt.isPresent()) {
            assertFalse(daily.contains(receipt.get().snapshot()), when);
            assertEquals(Grade.SYNCED, receipt.get().grade(), when);
            assertTrue(finished(shop).contains(receipt.get().snapshot()), when);
        }
        return true;
    }

    /**
     * A colleague's snapshot begins at every request of ours in turn; Fly counts ours to it, and
     * names none. It is then the only new one, and may lack what was committed before the quiesce.
     */
    @Test
    void oneThatBeganBeforeTheQuiesceIsNeverCalledSynced() {
        Switches joined =
                Switches.DEFAULTS
                        .with("snapshot-answer", "no-body")
                        .with("snapshot-coalescing", "pending")
                        .with("snapshot-created-at", "request");
        int capped = 0;
        for (int point = 1; ; point += Points.apart(2)) {
            Shop shop = shop(joined);
            List<Instant> began = new ArrayList<>();
            List<SnapshotId> others = new ArrayList<>();
            shop.cut()
                    .at(
                            point,
                            () -> {
                                began.add(shop.sim().clock().instant());
                                others.add(takenByAnother(shop));
                                shop.sim().sleeper().sleep(Duration.ofSeconds(2));
                            });
            Create create = new Create(shop.bench(CutPoint.NONE), Optional.of(shop.hook()));
            Optional<Receipt> receipt = Optional.empty();
            try {
                CreatePlan plan =
                        create.plan(
                                shop.nextRun(),
                                CreateRequests.atLeast(usual(), Grade.CRASH_CONSISTENT));
                receipt = Optional.of(create.run(plan));
            } catch (FlysnapException | Refusal notTaken) {
                // Nothing is claimed then.
            }
            if (shop.cut().isStillToHappen()) {
                break;
            }
            if (receipt.isPresent() && others.contains(receipt.get().snapshot())) {
                boolean before =
                        began.getFirst().isBefore(receipt.get().times().quiescedAt().orElseThrow());
                assertEquals(
                        before ? Grade.CRASH_CONSISTENT : Grade.SYNCED,
                        receipt.get().grade(),
                        "at request " + point);
                capped += before ? 1 : 0;
            }
        }
        assertTrue(capped > 0, "it did happen");
    }

    @Test
    void whereFlyTakesDailyOnesALostAnswerIsNotGuessedAt() {
        Shop shop = shop(Switches.DEFAULTS);
        shop.setDaily(true);
        shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "cut-after"));
        Problem problem =
                assertThrows(FlysnapException.class, () -> create(shop, usual())).problem();
        assertEquals("snapshot-unclear", problem.code());
        assertEquals(ExitCode.NEEDS_OPERATOR, problem.exit());
        assertTrue(problem.why().contains("daily"), problem.why());
        assertEquals(List.of(), shop.journal().snapshots(Shop.APP));
    }

    @Test
    void writersAreLetGoWhileAnothersSnapshotIsWaitedFor() {
        Shop shop = shop(Switches.DEFAULTS);
        boolean[] heldAtLook = new boolean[1];
        int[] looks = new int[1];
        shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "409"));
        CreatePlan plan =
                shop.creation().plan(shop.nextRun(), Shop.createRequest(HoldUntil.CREATED));
        Create create =
                new Create(
                        shop.benchTelling(words -> {
                            if (words.startsWith("listing the existing")) {
                                looks[0]++;
                                heldAtLook[0] |= shop.isHeld();
                            }
                        }),
                        Optional.of(shop.hook()));
        assertEquals(Grade.HELD, create.run(plan).grade());
        assertEquals(2, looks[0]);
        assertFalse(heldAtLook[0]);
    }

    @Test
    void aVolumeWhoseSnapshotsAreTakenAllTheTimeIsNamedAsBusy() {
        Shop shop = shop(Switches.DEFAULTS);
        for (int i = 1; i <= 5; i++) {
            shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "409"));
        }
        Problem problem =
                assertThrows(FlysnapException.class, () -> create(shop, usual())).problem();
        assertEquals("snapshot-busy", problem.code());
        assertTrue(problem.what().contains("5 times"), problem.what());
        assertFalse(shop.isHeld());
        assertEquals(List.of(), finished(shop));
    }

    private static CreateRequest usual() {
        return Shop.createRequest(HoldUntil.QUIESCED);
    }

    private static Receipt create(Shop shop, CreateRequest request) {
        Create create = shop.creation();
        return create.run(create.plan(shop.nextRun(), request));
    }

    private static SnapshotId takenByAnother(Shop shop) {
        return shop.sim()
                .change(turn ->
                        SnapshotRules.request(turn, Shop.APP.value(), shop.volume().value()))
                .map(it -> new SnapshotId(it.id()))
                .orElseThrow(() -> Refusal.conflict("a recent one is there"));
    }

    private static List<SnapshotId> finished(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }
}
