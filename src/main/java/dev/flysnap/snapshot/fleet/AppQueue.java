package dev.flysnap.snapshot.fleet;

import dev.flysnap.runtime.FairSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The creates of one app that run at the same time, and their turns to look at lists of snapshots:
 * one a second, as Fly allows it for an app. Safe for several threads.
 */
final class AppQueue {
    /** One call a second of an action on an app's volumes. Source: Fly docs, Rate limits. */
    private static final Duration LIST_INTERVAL = Duration.ofSeconds(1);

    /** So much earlier may a look come, as long as it is made up for: a burst of 2.5. */
    private static final Duration BURST_CREDIT = Duration.ofMillis(1500);

    private final FairSlots requestSlots;
    private final Duration phase;
    private final Deque<FleetScheduler.PartSlots> requested = new ArrayDeque<>();
    private Instant nextFree = Instant.EPOCH;
    private int waitingForRequest;

    /**
     * @param askAtOnce how many may be between the look before and the request: each of them waits
     *     for its request after its quiesce, which should not be long
     * @param phase how long a scout of this app waits before its first look
     */
    AppQueue(int askAtOnce, Duration phase) {
        requestSlots = new FairSlots("ask", askAtOnce);
        this.phase = phase;
    }

    Duration phase() {
        return phase;
    }

    /** Waits until there is room among those that ask. */
    void acquireRequestSlot() {
        addWaiting(1);
        requestSlots.acquire();
    }

    /** The part that had come in by {@link #enter} has asked, or given up. */
    void releaseRequestSlot() {
        requestSlots.release();
    }

    synchronized void addWaiting(int more) {
        waitingForRequest += more;
    }

    /** How long to wait for the turn that this call takes. */
    synchronized Duration reserveListCall(Instant now) {
        Instant paidUntil = nextFree.isAfter(now) ? nextFree : now;
        nextFree = paidUntil.plus(LIST_INTERVAL);
        Instant at = paidUntil.minus(BURST_CREDIT);
        return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    }

    synchronized void requestSent(FleetScheduler.PartSlots part) {
        requested.add(part);
    }

    synchronized void remove(FleetScheduler.PartSlots part) {
        requested.remove(part);
    }

    /** Whether it is up to this part to find out how long snapshots take. */
    synchronized boolean isScout(FleetScheduler.PartSlots part) {
        return waitingForRequest == 0
                && Optional.ofNullable(requested.peekFirst()).filter(part::equals).isPresent();
    }
}
