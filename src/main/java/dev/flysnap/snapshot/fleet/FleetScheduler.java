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
    private static final Duration NAP = Duration.ofMillis(250);

    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(30);

    /** One that is older need not wait for a scout. */
    private static final Duration OLD = Duration.ofSeconds(60);

    private static final int ASK_AT_ONCE = 8;

    /** From so many apps on, one of their scouts looks soon enough though each looks rarely. */
    private static final int MANY_APPS = 6;

    /** Then what a scout does not ask for is there for the others, when theirs are finished. */
    private static final int SCOUTS_OF_MANY_LOOK_EVERY_S = 3;

    /** Steps of this much of a second leave no large gap, however many there are. */
    private static final int SPREAD_MS = 618;

    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Map<AppName, AppQueue> lines = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private volatile Optional<Duration> shortest = Optional.empty();

    FleetScheduler(Sleeper sleeper, InstantSource clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * @param holds whether writers are off until the request or longer: then nobody may wait for
     *     another's request, and looks are not put off
     */
    Part of(AppName app, boolean holds) {
        return new Part(lines.computeIfAbsent(app, _ -> line(holds)), holds);
    }

    /** Scouts of different apps look at different parts of the second, so that they know sooner. */
    private AppQueue line(boolean holds) {
        int phaseMs = made.getAndIncrement() * SPREAD_MS % (int) SOONEST.toMillis();
        return new AppQueue(holds ? 1 : ASK_AT_ONCE, Duration.ofMillis(phaseMs));
    }

    private int scoutsLookEveryS() {
        return made.get() < MANY_APPS ? 1 : SCOUTS_OF_MANY_LOOK_EVERY_S;
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private synchronized void took(Duration duration) {
        if (shortest.isEmpty() || duration.compareTo(shortest.get()) < 0) {
            shortest = Optional.of(duration);
        }
    }

    /** One create's part in it; closed when that create has ended, however it did. */
    final class Part implements RequestSlots, AutoCloseable {
        private final AppQueue line;
        private final boolean holds;
        private boolean inside;
        private boolean counted;
        private Optional<Instant> firstLook = Optional.empty();
        private Optional<Instant> lastLook = Optional.empty();
        private Optional<Instant> askedAt = Optional.empty();
        private Optional<Instant> scoutSince = Optional.empty();

        private Part(AppQueue line, boolean holds) {
            this.line = line;
            this.holds = holds;
        }

        @Override
        public void awaitRequestSlot() {
            if (inside) {
                return;
            }
            counted = true;
            line.enter();
            inside = true;
            askedAt = Optional.empty();
            firstLook = Optional.empty();
        }

        @Override
        public void yieldRequestSlot() {
            leave();
        }

        @Override
        public void requestDone() {
            askedAt = Optional.of(clock.instant());
            firstLook = Optional.empty();
            lastLook = Optional.empty();
            leave();
            line.hasAsked(this);
        }

        @Override
        public void awaitListSlot() {
            if (askedAt.isEmpty() || !holds) {
                Duration nap = untilWorthwhile(clock.instant());
                while (nap.isPositive()) {
                    sleeper.sleep(nap);
                    nap = untilWorthwhile(clock.instant());
                }
                Duration wait = line.turn(clock.instant());
                if (wait.isPositive()) {
                    sleeper.sleep(wait);
                }
            }
            Instant now = clock.instant();
            firstLook = firstLook.or(() -> Optional.of(now));
            lastLook = Optional.of(now);
        }

        /** Zero when a look is worth a call; else how long to wait before asking this again. */
        private Duration untilWorthwhile(Instant now) {
            if (askedAt.isEmpty()) {
                return longest(Duration.ZERO, pause(now, firstLook.orElse(now)));
            }
            Duration age = Duration.between(askedAt.get(), now);
            if (shortest.isPresent()) {
                return longest(shortest.get().minus(age), pause(now, askedAt.get()));
            }
            if (line.isScout(this)) {
                scoutSince = scoutSince.or(() -> Optional.of(now));
                int every = scoutsLookEveryS();
                Instant first = scoutSince.get().plus(line.phase().multipliedBy(every));
                Instant next = lastLook.map(it -> it.plusSeconds(every)).orElse(first);
                return longest(Duration.between(now, first), Duration.between(now, next));
            }
            return age.compareTo(OLD) < 0 ? NAP : longest(Duration.ZERO, pause(now, askedAt.get()));
        }

        /** What has taken long is looked at less often: a tenth of its age late is soon enough. */
        private Duration pause(Instant now, Instant since) {
            Duration tenth = Duration.between(since, now).dividedBy(10);
            Duration bounded = longest(SOONEST, tenth.compareTo(LATEST) > 0 ? LATEST : tenth);
            return lastLook.map(it -> Duration.between(now, it.plus(bounded)))
                    .orElse(Duration.ZERO);
        }

        @Override
        public void snapshotCreated() {
            if (askedAt.isPresent() && lastLook.isPresent()) {
                took(Duration.between(askedAt.get(), lastLook.get()));
            }
            line.isDone(this);
        }

        private void leave() {
            if (counted) {
                counted = false;
                line.count(-1);
            }
            if (inside) {
                inside = false;
                line.leave();
            }
        }

        @Override
        public void close() {
            leave();
            line.isDone(this);
        }
    }
}
