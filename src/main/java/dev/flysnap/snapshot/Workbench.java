package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.Journal;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;

/**
 * What work on the world is done with.
 *
 * @param cutPoint told before and after every write of the journal
 * @param turns how the limits are shared with other creates that run at the same time
 */
public record Workbench(
        FlyApi fly,
        Journal journal,
        Sleeper sleeper,
        InstantSource clock,
        Progress progress,
        CutPoint cutPoint,
        Turns turns) {

    /** For work that is alone. */
    public Workbench(
            FlyApi fly,
            Journal journal,
            Sleeper sleeper,
            InstantSource clock,
            Progress progress,
            CutPoint cutPoint) {
        this(fly, journal, sleeper, clock, progress, cutPoint, Turns.ALONE);
    }

    /** The same for one of several that work at the same time. */
    Workbench forPart(Progress itsProgress, Turns itsTurns) {
        return new Workbench(fly, journal, sleeper, clock, itsProgress, cutPoint, itsTurns);
    }
}
