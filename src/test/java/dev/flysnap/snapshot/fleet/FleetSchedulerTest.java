package dev.flysnap.snapshot.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.time.Interruption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who looks when, on a clock that moves by waiting. */
class FleetSchedulerTest {
    private static final AppName SHOP = new AppName("shop");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final FleetScheduler scheduler = of(1);

    private FleetScheduler of(int apps) {
        return new FleetScheduler(apps, it -> now = now.plus(it), () -> now, new Interruption());
    }

    private FleetScheduler.PartSlots asked(AppName app) {
        return asked(scheduler, app);
    }

    private static FleetScheduler.PartSlots asked(FleetScheduler scheduler, AppName app) {
        FleetScheduler.PartSlots part = scheduler.slotsFor(app, false);
        part.awaitRequestSlot();
        part.awaitListSlot();
        part.requestDone();
        return part;
    }

    private double seconds() {
        return Duration.between(START, now).toMillis() / 1000.0;
    }

    private double looksAt(FleetScheduler.PartSlots part) {
        part.awaitListSlot();
        return seconds();
    }

    @Test
    void thoseThatAskHaveATurnASecondAfterTheBurstThatFlyAllows() {
        for (double at : new double[] {0, 0, 0.5, 1.5, 2.5}) {
            var _ = asked(SHOP);
            assertEquals(at, seconds());
        }
    }

    @Test
    void ofManyAppsEachHasItsFirstTurnBeforeAnySecondOneAndTheBurstIsMadeUpFor() {
        FleetScheduler many = of(50);
        double last = 0;
        for (int part = 0; part < 20; part++) {
            var _ = asked(many, SHOP);
            assertTrue(part == 0 || seconds() - last > 0.75, "after the first ones of all apps");
            last = seconds();
        }
        assertEquals(17.5, last, "as early as with a burst");
    }

    @Test
    void appsDoNotWaitForEachOther() {
        for (int i = 0; i < 5; i++) {
            var _ = asked(new AppName("app-" + i));
        }
        assertEquals(0, seconds());
    }

    @Test
    void oneFindsOutHowLongItTakesAndTheOthersLookWhenTheirsHasHadAsLong() {
        FleetScheduler.PartSlots scout = asked(SHOP);
        FleetScheduler.PartSlots second = asked(SHOP);
        FleetScheduler.PartSlots third = asked(SHOP);
        assertEquals(0.5, seconds());
        for (int i = 1; i <= 23; i++) {
            assertEquals(i + 0.5, looksAt(scout), "the scout looks once a second");
        }
        scout.snapshotCreated(Optional.of(START));
        assertEquals(24.5, looksAt(second));
        second.snapshotCreated(Optional.of(START));
        assertEquals(25.5, looksAt(third));
    }

    @Test
    void ofManyAppsEachScoutLooksRarelyAndAllLearnFromTheFirst() {
        FleetScheduler many = of(6);
        FleetScheduler.PartSlots first = asked(many, SHOP);
        FleetScheduler.PartSlots last = first;
        for (int i = 0; i < 5; i++) {
            last = asked(many, new AppName("app-" + i));
        }
        double look = looksAt(first);
        assertEquals(look + 3, looksAt(first));
        first.snapshotCreated(Optional.of(START));
        assertEquals(look + 3, looksAt(last), "it has had as long");
    }

    @Test
    void anAnswerThatComesLateMakesNobodyLookInVain() {
        FleetScheduler.PartSlots scout = scheduler.slotsFor(SHOP, false);
        scout.awaitRequestSlot();
        scout.awaitListSlot();
        Instant sent = now;
        now = now.plusSeconds(2);
        scout.requestDone();
        FleetScheduler.PartSlots other = asked(SHOP);
        assertEquals(2, seconds());
        now = START.plusSeconds(10);
        scout.snapshotCreated(Optional.of(sent));
        assertEquals(12, looksAt(other), "it has had as long as from the sending of the first");
    }

    @Test
    void oneThatTakesLongerIsLookedAtLessAndLessOften() {
        FleetScheduler.PartSlots quick = asked(SHOP);
        FleetScheduler.PartSlots slow = asked(SHOP);
        assertEquals(0.5, looksAt(quick));
        quick.snapshotCreated(Optional.of(START));
        assertEquals(1.5, looksAt(slow));
        assertEquals(2.5, looksAt(slow));
        now = START.plusSeconds(101);
        assertEquals(101, looksAt(slow));
        assertEquals(112.222, looksAt(slow), 0.5, "a tenth of its age later");
    }

    @Test
    void withoutAScoutThatEndsNobodyWaitsForEver() {
        FleetScheduler.PartSlots stuck = asked(SHOP);
        FleetScheduler.PartSlots other = asked(SHOP);
        assertEquals(61, looksAt(other), 1, "after a minute by itself");
        stuck.close();
    }

    @Test
    void whoKeepsWritersOffLooksAtOnce() {
        FleetScheduler.PartSlots first = scheduler.slotsFor(SHOP, true);
        first.awaitRequestSlot();
        first.awaitListSlot();
        first.requestDone();
        assertEquals(0, looksAt(first));
        assertEquals(0, looksAt(first));
    }

    @Test
    void whoWaitsForAnotherLetsTheNextOneAsk() throws InterruptedException {
        FleetScheduler.PartSlots stuck = scheduler.slotsFor(SHOP, true);
        stuck.awaitRequestSlot();
        FleetScheduler.PartSlots next = scheduler.slotsFor(SHOP, true);
        Thread asking = Thread.ofVirtual().start(next::awaitRequestSlot);
        stuck.yieldRequestSlot();
        assertTrue(asking.join(Duration.ofSeconds(30)), "it is not kept waiting");
        next.requestDone();
        stuck.awaitRequestSlot();
    }
}
