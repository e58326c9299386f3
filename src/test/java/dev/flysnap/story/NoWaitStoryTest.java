package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.AcceptedSnapshot;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A create that is left early, and what goes on with it. */
class NoWaitStoryTest {
    @TempDir private Path states;
    private int shops;

    @Test
    void whoDoesNotWaitIsToldTheIdAndContinueProvesIt() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            Instant before = shop.sim().clock().instant();
            AcceptedSnapshot accepted = request(shop, HoldUntil.REQUESTED);
            assertTrue(
                    Duration.between(before, shop.sim().clock().instant()).toSeconds() < 10,
                    "nobody waited");
            assertFalse(shop.isHeld());
            RunId run = accepted.plan().run();
            assertEquals(RunStatus.OPEN, shop.journal().status(run));
            assertEquals(List.of(), finished(shop));
            shop.sim().sleeper().sleep(Duration.ofHours(1));
            Receipt receipt = shop.creation().continueRun(record(shop, run));
            assertEquals(accepted.snapshot(), Optional.of(receipt.snapshot()));
            assertEquals(Grade.SYNCED, receipt.grade());
            assertEquals(RunStatus.DONE, shop.journal().status(run));
            assertEquals(List.of(receipt.snapshot()), finished(shop));
            assertNothingNoted(shop);
        }
    }

    @Test
    void whereFlyListsItWithoutAnIdContinueFindsIt() {
        try (Shop shop =
                shop(
                        Switches.DEFAULTS
                                .with("pending-rows", "without-id")
                                .with("snapshot-answer", "no-body"))) {
            AcceptedSnapshot accepted = request(shop, HoldUntil.QUIESCED);
            assertEquals(Optional.empty(), accepted.snapshot());
            Receipt receipt = shop.creation().continueRun(record(shop, accepted.plan().run()));
            assertEquals(List.of(receipt.snapshot()), finished(shop));
            assertEquals(Grade.SYNCED, receipt.grade());
        }
    }

    @Test
    void aRequestThatFlyRefusesIsAProblemAtOnce() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            shop.sim().faults().queue(FaultKinds.fault("snapshots.create", 1, "422"));
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> request(shop, HoldUntil.QUIESCED));
            assertEquals("fly-refused", refused.problem().code());
            assertNothingNoted(shop);
        }
    }

    @Test
    void onlyTheContinueLearnsThatNoneWasMade() {
        try (Shop shop = shop(Switches.DEFAULTS.with("snapshot-coalescing", "recent"))) {
            shop.create();
            AcceptedSnapshot accepted = request(shop, HoldUntil.QUIESCED);
            assertEquals(Optional.empty(), accepted.snapshot());
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> shop.creation().continueRun(record(shop, accepted.plan().run())));
            assertEquals("snapshot-coalesced", refused.problem().code());
            assertNothingNoted(shop);
        }
    }

    @Test
    void aCutAnywhereBeforeItLeavesIsContinuedToOneSnapshot() {
        for (int point = 1; ; point += 3) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                RunId run = shop.nextRun();
                shop.cut().arm(point);
                boolean cut = false;
                try {
                    Create create = shop.creation();
                    var _ =
                            create.request(
                                    create.plan(
                                            run,
                                            CreateRequests.withoutWaiting(
                                                    Shop.createRequest(HoldUntil.REQUESTED))));
                } catch (PowerCut.Dark dark) {
                    cut = true;
                }
                shop.cut().disarm();
                if (!cut) {
                    assertTrue(point > 25, point + " points");
                    return;
                }
                if (shop.journal().run(run).isPresent()) {
                    Receipt receipt = shop.creation().continueRun(record(shop, run));
                    assertEquals(List.of(receipt.snapshot()), finished(shop), "cut at " + point);
                    assertNothingNoted(shop);
                }
            }
        }
    }

    /** A run that was cut before its quiesce needs the hook again, and says so. */
    @Test
    void aRunThatHadAHookIsContinuedWithIt() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            RunId run = shop.nextRun();
            Create create = shop.creation();
            var plan = create.plan(run, Shop.createRequest(HoldUntil.CREATED));
            shop.cut().arm(6);
            assertThrows(PowerCut.Dark.class, () -> create.run(plan));
            shop.cut().disarm();
            FlysnapException without =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    new Create(shop.bench(shop.cut()), Optional.empty())
                                            .continueRun(record(shop, run)));
            assertEquals("no-hook", without.problem().code());
            assertEquals(ExitCode.USAGE, without.problem().exit());
            assertEquals(List.of(), finished(shop));
            Receipt receipt = shop.creation().continueRun(record(shop, run));
            assertEquals(Grade.HELD, receipt.grade());
            assertFalse(shop.isHeld());
            assertEquals(List.of(receipt.snapshot()), finished(shop));
        }
    }

    private Shop shop(Switches switches) {
        shops++;
        return new Shop(states.resolve("s" + shops), switches);
    }

    private static AcceptedSnapshot request(Shop shop, HoldUntil holdUntil) {
        Create create = shop.creation();
        return create.request(
                create.plan(
                        shop.nextRun(),
                        CreateRequests.withoutWaiting(Shop.createRequest(holdUntil))));
    }

    private static RunRecord record(Shop shop, RunId run) {
        return shop.journal().run(run).orElseThrow();
    }

    private static void assertNothingNoted(Shop shop) {
        assertEquals(
                List.of(),
                shop.fly().machines().metadata(Shop.APP, shop.machine()).keySet().stream()
                        .filter(it -> it.startsWith("flysnap"))
                        .toList());
    }

    private static List<SnapshotId> finished(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }
}
