package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.AppName;
import dev.flysnap.runtime.RequestSlots;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Schedules the calls of a fleet's creates so that none is wasted: each create has to list the
 * snapshots once before its request and once when its snapshot is finished, and Fly allows one such
 * call a second for an app.
 *
 * <p>So all creates of an app send their requests first. Then one of them, the scout, lists again
 * and again until its snapshot is finished; after that the others list when theirs has had as much
 * time. A snapshot that takes longer is checked less and less often.
 */
final class FleetScheduler {
    /** How often a part that waits for the scout checks. */
    private static final Duration SCOUT_WAIT = Duration.ofMillis(250);

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    /** After this long a part no longer waits for the scout. */
    private static final Duration MAX_SCOUT_WAIT = Duration.ofSeconds(60);

    private static final int MAX_PARALLEL_REQUESTS = 8;

    /** From so many apps on, some scout lists soon enough although each one does so rarely. */
    private static final int MANY_APPS = 6;

    /** The calls that scouts save then are left for the other parts. */
    private static final int SCOUT_INTERVAL_OF_MANY_APPS_S = 3;

    /** Phases in steps of this spread evenly over a second, however many there are. */
    private static final int SPREAD_MS = 618;

    /**
     * How much processor time a part takes before its request while nothing is compiled. An app's
     * last request is as late as its first: so all apps' first parts go before any second one.
     */
    private static final Duration WORK_OF_A_PART = Duration.ofMillis(16);

    /** Below a second, which makes up for the burst that is not used at once. */
    private static final Duration MAX_BEGIN_SPACING = Duration.ofMillis(800);

    private final int apps;
    private final Duration beginSpacing;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Interruption interruption;
    private final Map<AppName, AppQueue> queues = new ConcurrentHashMap<>();
    private final AtomicInteger queuesMade = new AtomicInteger();
    private volatile Optional<Duration> shortestDuration = Optional.empty();

    /**
     * @param apps how many there are
     */
    FleetScheduler(int apps, Sleeper sleeper, InstantSource clock, Interruption interruption) {
        this.apps = apps;
        Duration ofAll = WORK_OF_A_PART.multipliedBy(apps - 1L);
        beginSpacing = ofAll.compareTo(MAX_BEGIN_SPACING) > 0 ? MAX_BEGIN_SPACING : ofAll;
        this.sleeper = sleeper;
        this.clock = clock;
        this.interruption = interruption;
    }

    /**
     * @param holds whether writers are held until the request or longer: then only one part at a
     *     time may be before its request, and list calls are not delayed
     */
    PartSlots slotsFor(AppName app, boolean holds) {
        return new PartSlots(queues.computeIfAbsent(app, _ -> newQueue(holds)), holds);
    }

    /** Scouts of different apps list at different times within a second, to learn sooner. */
    private AppQueue newQueue(boolean holds) {
        int phaseMs = queuesMade.getAndIncrement() * SPREAD_MS % (int) MIN_PAUSE.toMillis();
        return new AppQueue(
                holds ? 1 : MAX_PARALLEL_REQUESTS, Duration.ofMillis(phaseMs), beginSpacing);
    }

    private int scoutIntervalS() {
        return apps < MANY_APPS ? 1 : SCOUT_INTERVAL_OF_MANY_APPS_S;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private synchronized void recordDuration(Duration duration) {
        if (shortestDuration.isEmpty() || duration.compareTo(shortestDuration.get()) < 0) {
            shortestDuration = Optional.of(duration);
        }
    }

    /** The slots of one create; closed when that create has ended. */
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
        public void awaitRequestSlot() {
            if (hasRequestSlot) {
                return;
            }
            isWaiting = true;
            interruption.await(queue::acquireRequestSlot);
            hasRequestSlot = true;
            requestedAt = Optional.empty();
            firstListCall = Optional.empty();
            if (!holds) {
                Duration untilTurn = queue.reserveBegin(clock.instant());
                if (untilTurn.isPositive()) {
                    sleeper.sleep(untilTurn);
                }
            }
        }

        @Override
        public void yieldRequestSlot() {
            releaseRequestSlot();
        }

        @Override
        public void requestDone() {
            requestedAt = Optional.of(clock.instant());
            firstListCall = Optional.empty();
            lastListCall = Optional.empty();
            releaseRequestSlot();
            queue.requestSent(this);
        }

        @Override
        public void awaitListSlot() {
            if (requestedAt.isEmpty() || !holds) {
                Duration wait = untilWorthACall(clock.instant());
                while (wait.isPositive()) {
                    sleeper.sleep(wait);
                    wait = untilWorthACall(clock.instant());
                }
                Duration untilTurn = queue.reserveListCall(clock.instant());
                if (untilTurn.isPositive()) {
                    sleeper.sleep(untilTurn);
                }
            }
            Instant now = clock.instant();
            firstListCall = firstListCall.or(() -> Optional.of(now));
            lastListCall = Optional.of(now);
        }

        /** Zero when a call is worthwhile; else how long to wait before checking again. */
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

        /** The longer it takes the longer the pause: a tenth of its age, within limits. */
        private Duration pause(Instant now, Instant since) {
            Duration tenth = Duration.between(since, now).dividedBy(10);
            Duration bounded = max(MIN_PAUSE, tenth.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : tenth);
            return lastListCall
                    .map(it -> Duration.between(now, it.plus(bounded)))
                    .orElse(Duration.ZERO);
        }

        /**
         * Never shorter than it took, so that others do not look in vain: from before the request
         * reached Fly until after the list was read.
         */
        @Override
        public void snapshotCreated(Optional<Instant> sentAt) {
            if (requestedAt.isPresent()) {
                sentAt.ifPresent(it -> recordDuration(Duration.between(it, clock.instant())));
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
