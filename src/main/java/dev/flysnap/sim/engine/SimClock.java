package dev.flysnap.sim.engine;

import java.time.Instant;
import java.time.InstantSource;

/** The simulator's clock: real, or virtual. */
public final class SimClock implements InstantSource {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final boolean virtual;
    private volatile Instant now = EPOCH;

    private SimClock(boolean virtual) {
        this.virtual = virtual;
    }

    public static SimClock real() {
        return new SimClock(false);
    }

    /** Starts at 2026-01-01T00:00:00Z and advances only by {@link #moveTo}. */
    public static SimClock virtual() {
        return new SimClock(true);
    }

    public boolean isVirtual() {
        return virtual;
    }

    @Override
    public Instant instant() {
        return virtual ? now : InstantSource.system().instant();
    }

    /** Advances the clock; never moves it back. */
    void moveTo(Instant later) {
        if (later.isAfter(now)) {
            now = later;
        }
    }
}
