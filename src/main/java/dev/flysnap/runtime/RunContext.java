package dev.flysnap.runtime;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.Journal;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What work on the world is done with.
 *
 * @param cutPoint told before and after every write of the journal
 * @param slots how the limits are shared with other creates that run at the same time
 */
public record RunContext(
        FlyApi fly,
        Journal journal,
        Sleeper sleeper,
        InstantSource clock,
        Progress progress,
        CutPoint cutPoint,
        RequestSlots slots) {

    /** For work that is alone. */
    public RunContext(
            FlyApi fly,
            Journal journal,
            Sleeper sleeper,
            InstantSource clock,
            Progress progress,
            CutPoint cutPoint) {
        this(fly, journal, sleeper, clock, progress, cutPoint, RequestSlots.ALONE);
    }

    /**
     * The same.
     *
     * @param patience how long a call may wait while Fly is known to be down; zero fails at once
     */
    public RunContext withMaxOutageWait(Duration patience) {
        return new RunContext(
                fly.withMaxOutageWait(patience),
                journal,
                sleeper,
                clock,
                progress,
                cutPoint,
                slots);
    }

    /** The same for one of several that work at the same time. */
    public RunContext forPart(Progress itsProgress, RequestSlots itsSlots) {
        return new RunContext(fly, journal, sleeper, clock, itsProgress, cutPoint, itsSlots);
    }
}
