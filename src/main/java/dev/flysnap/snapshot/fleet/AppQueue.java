package dev.flysnap.snapshot.fleet;

import dev.flysnap.runtime.FairSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The parallel creates of one app, and their calls that list snapshots: one a second, as Fly allows
 * for an app. Safe for several threads.
 */
final class AppQueue {
    /** One call a second of an action on an app's volumes. Source: Fly docs, Rate limits. */
    private static final Duration LIST_INTERVAL = Duration.ofSeconds(1);

    /** How far calls may run ahead of that rate: a burst of 2.5. */
    private static final Duration BURST_CREDIT = Duration.ofMillis(1500);

    /**
     * How far parts that begin may run ahead: each has its list call about a second later. A part
     * that began sooner would only take processor time from those whose turn it is.
     */
    private static final Duration BEGIN_CREDIT = BURST_CREDIT.plus(LIST_INTERVAL);

    private final FairSlots requestSlots;
    private final Duration phase;
    private final Duration beginSpacing;
    private final Deque<FleetScheduler.PartSlots> requested = new ArrayDeque<>();
    private Instant nextFree = Instant.EPOCH;
    private Instant nextBegin = Instant.EPOCH;
    private Instant lastBegin = Instant.EPOCH;
    private int waitingForRequest;

    /**
     * @param maxRequesting how many may be between the first list and the request: each waits for
     *     its request after its quiesce, which should be short
     * @param phase how long a scout of this app waits before its first call
     * @param beginSpacing the least time between the beginnings of two parts, below {@link
     *     #LIST_INTERVAL}
     */
    AppQueue(int maxRequesting, Duration phase, Duration beginSpacing) {
        requestSlots = new FairSlots("request", maxRequesting);
        this.phase = phase;
        this.beginSpacing = beginSpacing;
    }

    Duration phase() {
        return phase;
    }

    /** Waits for one of the slots; {@link #releaseRequestSlot} frees it. */
    void acquireRequestSlot() {
        addWaiting(1);
        requestSlots.acquire();
    }

    void releaseRequestSlot() {
        requestSlots.release();
    }

    synchronized void addWaiting(int more) {
        waitingForRequest += more;
    }

    /** Reserves the next list call and returns how long to wait for it. */
    synchronized Duration reserveListCall(Instant now) {
        Instant paidUntil = later(nextFree, now);
        nextFree = paidUntil.plus(LIST_INTERVAL);
        return until(paidUntil.minus(BURST_CREDIT), now);
    }

    /** The same for the beginning of a part, which reads the machine before its list call. */
    synchronized Duration reserveBegin(Instant now) {
        Instant paidUntil = later(nextBegin, now);
        nextBegin = paidUntil.plus(LIST_INTERVAL);
        lastBegin = later(later(paidUntil.minus(BEGIN_CREDIT), lastBegin.plus(beginSpacing)), now);
        return until(lastBegin, now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration until(Instant at, Instant now) {
        return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    }

    synchronized void requestSent(FleetScheduler.PartSlots part) {
        requested.add(part);
    }

    synchronized void remove(FleetScheduler.PartSlots part) {
        requested.remove(part);
    }

    /** Whether this part is the one that finds out how long snapshots take. */
    synchronized boolean isScout(FleetScheduler.PartSlots part) {
        return waitingForRequest == 0
                && Optional.ofNullable(requested.peekFirst()).filter(part::equals).isPresent();
    }
}
