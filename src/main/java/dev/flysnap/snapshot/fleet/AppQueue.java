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
    private static final Duration APART = Duration.ofSeconds(1);

    /** So much earlier may a look come, as long as it is made up for: a burst of 2.5. */
    private static final Duration BURST = Duration.ofMillis(1500);

    private final FairSlots asking;
    private final Duration phase;
    private final Deque<FleetScheduler.Part> asked = new ArrayDeque<>();
    private Instant free = Instant.EPOCH;
    private int wantToAsk;

    /**
     * @param askAtOnce how many may be between the look before and the request: each of them waits
     *     for its request after its quiesce, which should not be long
     * @param phase how long a scout of this app waits before its first look
     */
    AppQueue(int askAtOnce, Duration phase) {
        asking = new FairSlots("ask", askAtOnce);
        this.phase = phase;
    }

    Duration phase() {
        return phase;
    }

    /** Waits until there is room among those that ask. */
    void enter() {
        count(1);
        asking.acquire();
    }

    /** The part that had come in by {@link #enter} has asked, or given up. */
    void leave() {
        asking.release();
    }

    synchronized void count(int more) {
        wantToAsk += more;
    }

    /** How long to wait for the turn that this call takes. */
    synchronized Duration turn(Instant now) {
        Instant paidUntil = free.isAfter(now) ? free : now;
        free = paidUntil.plus(APART);
        Instant at = paidUntil.minus(BURST);
        return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    }

    synchronized void hasAsked(FleetScheduler.Part part) {
        asked.add(part);
    }

    synchronized void isDone(FleetScheduler.Part part) {
        asked.remove(part);
    }

    /** Whether it is up to this part to find out how long snapshots take. */
    synchronized boolean isScout(FleetScheduler.Part part) {
        return wantToAsk == 0
                && Optional.ofNullable(asked.peekFirst()).filter(part::equals).isPresent();
    }
}
