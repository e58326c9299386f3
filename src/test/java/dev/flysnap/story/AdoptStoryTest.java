package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.create.CreateRecovery;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state directory is gone in the middle of a run: what another one makes of the world. */
class AdoptStoryTest {
    private static final int STEP = 5;

    @TempDir private Path states;
    private int shops;

    /**
     * Cut at every fifth point: the volume's setting is put back, and there is one snapshot in the
     * end.
     */
    @Test
    void aCreateWithARetentionWhoseJournalIsLostIsAdoptedWhereverItWasCut() {
        List<String> found = new ArrayList<>();
        for (int point = 1; ; point += STEP) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                RunId run = shop.nextRun();
                if (!cut(
                        shop,
                        run,
                        CreateRequests.retained(Shop.createRequest(HoldUntil.CREATED), 30),
                        point)) {
                    break;
                }
                try (Journal journal = freshJournal(shop)) {
                    List<RecoveredRun> adopted = adoption(shop, journal).recover();
                    String when = "after a cut at point " + point + ": " + adopted;
                    if (adopted.isEmpty()) {
                        assertEquals(14, shop.retention(), when);
                        continue;
                    }
                    found.add(when);
                    assertEquals(1, adopted.size(), when);
                    var taken =
                            assertInstanceOf(
                                    RecoveredRun.Recovered.class, adopted.getFirst(), when);
                    assertEquals(run, taken.run());
                    assertEquals("flysnap continue " + run, taken.next());
                    assertEquals(
                            List.of(new RecoveredRun.Known(run, RunKind.CREATE, RunStatus.OPEN)),
                            adoption(shop, journal).recover(),
                            "a second time it is known");
                    boolean requested =
                            !shop.fly().snapshots().list(Shop.APP, shop.volume()).isEmpty();
                    Receipt receipt = continued(shop, journal, run);
                    assertEquals(List.of(receipt.snapshot()), finished(shop), when);
                    assertEquals(
                            requested ? Grade.CRASH_CONSISTENT : Grade.SYNCED,
                            receipt.grade(),
                            when);
                    assertEquals(Optional.of(30), receipt.retentionDays(), when);
                    assertEquals(14, shop.retention(), when);
                    assertEquals(RunStatus.DONE, journal.status(run), when);
                    assertEquals(
                            List.of(),
                            adoption(shop, journal).recover(),
                            "nothing is noted any more");
                }
            }
        }
        System.out.println("create --retain, adopted: " + found.size() + " points cut");
        assertTrue(found.size() > 8, found.size() + " points");
    }

    /**
     * Another run's journal is lost too, so nobody knows whose it is but by how long it is kept.
     */
    @Test
    void aSnapshotOfAMomentAgoIsNotTakenForTheOneThatIsKeptLonger() {
        boolean adopted = false;
        for (int point = 1; !adopted; point++) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                SnapshotId earlier = shop.create().snapshot();
                CreateRequest retained =
                        CreateRequests.retained(Shop.createRequest(HoldUntil.CREATED), 30);
                assertTrue(cut(shop, shop.nextRun(), retained, point), "it sets the retention");
                adopted = shop.retention() == 30;
                if (adopted) {
                    assertAnotherIsMade(shop, earlier);
                }
            }
        }
    }

    private void assertAnotherIsMade(Shop shop, SnapshotId earlier) {
        try (Journal journal = freshJournal(shop)) {
            var taken =
                    assertInstanceOf(
                            RecoveredRun.Recovered.class,
                            adoption(shop, journal).recover().getFirst());
            Receipt receipt = continued(shop, journal, taken.run());
            assertTrue(!earlier.equals(receipt.snapshot()), "another one is made");
            assertEquals(Optional.of(30), receipt.retentionDays());
            assertEquals(14, shop.retention());
        }
    }

    /** Left early in a job whose disk is gone, taken up elsewhere: the note has the very id. */
    @Test
    void aCreateThatWasNotWaitedForIsTakenUpElsewhere() {
        for (boolean daily : List.of(false, true)) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                shop.setDaily(daily);
                Create create = shop.creation();
                RunId run = shop.nextRun();
                var accepted =
                        create.request(
                                create.plan(
                                        run,
                                        CreateRequests.withoutWaiting(
                                                Shop.createRequest(HoldUntil.QUIESCED))));
                try (Journal journal = freshJournal(shop)) {
                    assertInstanceOf(
                            RecoveredRun.Recovered.class,
                            adoption(shop, journal).recover().getFirst());
                    shop.sim().sleeper().sleep(java.time.Duration.ofMinutes(5));
                    assertEquals(0, adoption(shop, journal).countWithoutReceipt());
                    Receipt receipt = continued(shop, journal, run);
                    assertEquals(accepted.snapshot(), Optional.of(receipt.snapshot()));
                    assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
                    assertTrue(
                            receipt.limits().toString().contains("lost with the journal"),
                            receipt.limits().toString());
                    assertEquals(1, journal.snapshots(Shop.APP).size());
                }
            }
        }
    }

    @Test
    void aPlainCreateLeavesNothingButPerhapsASnapshotWhichIsCounted() {
        long counted = 0;
        for (int point = 4; point < 40; point += 5) {
            try (Shop shop = shop(Switches.DEFAULTS)) {
                if (!cut(shop, shop.nextRun(), Shop.createRequest(HoldUntil.CREATED), point)) {
                    break;
                }
                shop.sim().sleeper().sleep(java.time.Duration.ofMinutes(5));
                try (Journal journal = freshJournal(shop)) {
                    CreateRecovery adoption = adoption(shop, journal);
                    assertEquals(List.of(), adoption.recover());
                    assertEquals(finished(shop).size(), adoption.countWithoutReceipt());
                    counted += adoption.countWithoutReceipt();
                }
            }
        }
        assertTrue(counted > 0, "some were cut after the request");
    }

    @Test
    void withoutAnInterruptedRunThereIsNothingToAdopt() {
        try (Shop shop = shop(Switches.DEFAULTS)) {
            shop.create();
            CreateRecovery adoption = adoption(shop, shop.journal());
            assertEquals(List.of(), adoption.recover());
            assertEquals(0, adoption.countWithoutReceipt());
        }
    }

    /**
     * @return whether the run was long enough to be cut there
     */
    private static boolean cut(Shop shop, RunId run, CreateRequest request, int point) {
        shop.cut().arm(point);
        try {
            Create create = shop.creation();
            var _ = create.run(create.plan(run, request));
            return false;
        } catch (PowerCut.Dark dark) {
            return true;
        } finally {
            shop.cut().disarm();
        }
    }

    private Shop shop(Switches switches) {
        shops++;
        return new Shop(states.resolve("s" + shops), switches);
    }

    private Journal freshJournal(Shop shop) {
        return shop.openJournal(states.resolve("fresh" + shops));
    }

    private static RunContext bench(Shop shop, Journal journal) {
        return new RunContext(
                shop.fly(),
                journal,
                shop.sim().sleeper(),
                shop.sim().clock(),
                words -> {},
                shop.cut());
    }

    private static CreateRecovery adoption(Shop shop, Journal journal) {
        RunContext context = bench(shop, journal);
        return new CreateRecovery(
                context,
                new Create(context, Optional.of(shop.hook())),
                Shop.createRequest(HoldUntil.QUIESCED));
    }

    private static Receipt continued(Shop shop, Journal journal, RunId run) {
        return new Create(bench(shop, journal), Optional.of(shop.hook()))
                .continueRun(journal.run(run).orElseThrow());
    }

    private static List<SnapshotId> finished(Shop shop) {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }
}
