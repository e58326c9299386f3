package dev.flysnap.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counters for the metrics. */
final class Tally {
    private final AtomicLong quiesces = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Optional<Instant> lastSuccess = Optional.empty();
    private volatile Optional<Duration> lastHold = Optional.empty();

    void quiesced(Instant at) {
        quiesces.incrementAndGet();
        lastSuccess = Optional.of(at);
    }

    void failed() {
        failures.incrementAndGet();
    }

    void held(Duration duration) {
        lastHold = Optional.of(duration);
    }

    long quiesces() {
        return quiesces.get();
    }

    long failures() {
        return failures.get();
    }

    Optional<Instant> lastSuccess() {
        return lastSuccess;
    }

    Optional<Duration> lastHold() {
        return lastHold;
    }
}
