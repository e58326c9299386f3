package dev.flysnap.agent.quiesce;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counters for the metrics. */
public final class Counters {
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

    public long quiesces() {
        return quiesces.get();
    }

    public long failures() {
        return failures.get();
    }

    public Optional<Instant> lastSuccess() {
        return lastSuccess;
    }

    public Optional<Duration> lastHold() {
        return lastHold;
    }
}
