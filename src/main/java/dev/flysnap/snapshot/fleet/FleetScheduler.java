package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.AppName;
import dev.flysnap.runtime.RequestSlots;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who of a fleet asks and looks when, so that no call is spent in vain: each create needs one look
 * before its request and one at the finished snapshot, and Fly allows one look a second for an app.
 *
 * <p>So all of an app ask first. Then one scout looks again and again until its snapshot is there;
 * from then on the others look when theirs has had as long. One that takes longer is looked at less
 * and less often.
 */
final class FleetScheduler {
    /** Who waits for the scout asks so often. */
    private static final Duration SCOUT_WAIT = Duration.ofMillis(250);

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    /** One that is older need not wait for a scout. */
    private static final Duration MAX_SCOUT_WAIT = Duration.ofSeconds(60);

    private static final int MAX_PARALLEL_REQUESTS = 8;

    /** From so many apps on, one of their scouts looks soon enough though each looks rarely. */
    private static final int MANY_APPS = 6;

    /** Then what a scout does not ask for is there for the others, when theirs are finished. */
    private static final int SCOUT_INTERVAL_OF_MANY_APPS_S = 3;

    /** Steps of this much of a second leave no large gap, however many there are. */
    private static final int SPREAD_MS = 618;

    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Map<AppName, AppQueue> queues = new ConcurrentHashMap<>();
    private final AtomicInteger queuesMade = new AtomicInteger();
    private volatile Optional<Duration> shortestDuration = Optional.empty();

    FleetScheduler(Sleeper sleeper, InstantSource clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * @param holds whether writers are off until the request or longer: then nobody may wait for
     *     another's request, and looks are not put off
     */
    PartSlots slotsFor(AppName app, boolean holds) {
        return new PartSlots(queues.computeIfAbsent(app, _ -> newQueue(holds)), holds);
    }

    /** Scouts of different apps look at different parts of the second, so that they know sooner. */
    private AppQueue newQueue(boolean holds) {
        int phaseMs = queuesMade.getAndIncrement() * SPREAD_MS % (int) MIN_PAUSE.toMillis();
        return new AppQueue(holds ? 1 : MAX_PARALLEL_REQUESTS, Duration.ofMillis(phaseMs));
    }

    private int scoutIntervalS() {
        return queuesMade.get() < MANY_APPS ? 1 : SCOUT_INTERVAL_OF_MANY_APPS_S;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private synchronized void recordDuration(Duration duration) {
        if (shortestDuration.isEmpty() || duration.compareTo(shortestDuration.get()) < 0) {
            shortestDuration = Optional.of(duration);
        }
    }

    /** One create's part in it; closed when that create has ended, however it did. */
    final class PartSlots implements RequestSlots, AutoCloseable {
        private final AppQueue queue;
        private final boolean holds;
        private boolean hasRequestSlot;
        private boolean isWaiting;
        private Optional<Instant> firstListCall = Optional.empty();
        private Optional<Instant> lastListCall = Optional.empty();
        private Optional<Instant> requestedAt = Optional.empty();
        private Optional<Instant> scoutSince = Optional.empty();

        private PartSlots(AppQueue queue, boolean holds) {
            this.queue = queue;
            this.holds = holds;
        }

        @Override
        public void acquireRequestSlot() {
            if (hasRequestSlot) {
                return;
            }
            isWaiting = true;
            queue.acquireRequestSlot();
            hasRequestSlot = true;
            requestedAt = Optional.empty();
            firstListCall = Optional.empty();
        }

        @Override
        public void yieldRequestSlot() {
            releaseRequestSlot();
        }

        @Override
        public void requestSent() {
            requestedAt = Optional.of(clock.instant());
            firstListCall = Optional.empty();
            lastListCall = Optional.empty();
            releaseRequestSlot();
            queue.requestSent(this);
        }

        @Override
        public void awaitListCall() {
            if (requestedAt.isEmpty() || !holds) {
                Duration nap = untilWorthACall(clock.instant());
                while (nap.isPositive()) {
                    sleeper.sleep(nap);
                    nap = untilWorthACall(clock.instant());
                }
                Duration wait = queue.reserveListCall(clock.instant());
                if (wait.isPositive()) {
                    sleeper.sleep(wait);
                }
            }
            Instant now = clock.instant();
            firstListCall = firstListCall.or(() -> Optional.of(now));
            lastListCall = Optional.of(now);
        }

        /** Zero when a look is worth a call; else how long to wait before asking this again. */
        private Duration untilWorthACall(Instant now) {
            if (requestedAt.isEmpty()) {
                return max(Duration.ZERO, pause(now, firstListCall.orElse(now)));
            }
            Duration age = Duration.between(requestedAt.get(), now);
            if (shortestDuration.isPresent()) {
                return max(shortestDuration.get().minus(age), pause(now, requestedAt.get()));
            }
            if (queue.isScout(this)) {
                scoutSince = scoutSince.or(() -> Optional.of(now));
                int every = scoutIntervalS();
                Instant first = scoutSince.get().plus(queue.phase().multipliedBy(every));
                Instant next = lastListCall.map(it -> it.plusSeconds(every)).orElse(first);
                return max(Duration.between(now, first), Duration.between(now, next));
            }
            return age.compareTo(MAX_SCOUT_WAIT) < 0
                    ? SCOUT_WAIT
                    : max(Duration.ZERO, pause(now, requestedAt.get()));
        }

        /** What has taken long is looked at less often: a tenth of its age late is soon enough. */
        private Duration pause(Instant now, Instant since) {
            Duration tenth = Duration.between(since, now).dividedBy(10);
            Duration bounded = max(MIN_PAUSE, tenth.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : tenth);
            return lastListCall
                    .map(it -> Duration.between(now, it.plus(bounded)))
                    .orElse(Duration.ZERO);
        }

        @Override
        public void snapshotCreated() {
            if (requestedAt.isPresent() && lastListCall.isPresent()) {
                recordDuration(Duration.between(requestedAt.get(), lastListCall.get()));
            }
            queue.remove(this);
        }

        private void releaseRequestSlot() {
            if (isWaiting) {
                isWaiting = false;
                queue.addWaiting(-1);
            }
            if (hasRequestSlot) {
                hasRequestSlot = false;
                queue.releaseRequestSlot();
            }
        }

        @Override
        public void close() {
            releaseRequestSlot();
            queue.remove(this);
        }
    }
}
