package dev.flysnap.runtime;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.Journal;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What every run needs: API, journal, time and progress.
 *
 * @param sleeper ends its waits when {@code interruption} is requested
 * @param interruption asked at the safe points of every run
 * @param cutPoint called before and after every write of the journal
 * @param slots how the rate limits are shared with other creates that run at the same time
 */
public record RunContext(
        FlyApi fly,
        Journal journal,
        Sleeper sleeper,
        InstantSource clock,
        Progress progress,
        Interruption interruption,
        CutPoint cutPoint,
        RequestSlots slots) {

    /** For a run that shares the rate limits with nobody, and that nobody asks to stop. */
    public RunContext(
            FlyApi fly,
            Journal journal,
            Sleeper sleeper,
            InstantSource clock,
            Progress progress,
            CutPoint cutPoint) {
        this(
                fly,
                journal,
                sleeper,
                clock,
                progress,
                new Interruption(),
                cutPoint,
                RequestSlots.ALONE);
    }

    /**
     * A copy with another limit for outages.
     *
     * @param maxOutageWait how long a call may wait while Fly is known to be down; zero fails at
     *     once
     */
    public RunContext withMaxOutageWait(Duration maxOutageWait) {
        return new RunContext(
                fly.withMaxOutageWait(maxOutageWait),
                journal,
                sleeper,
                clock,
                progress,
                interruption,
                cutPoint,
                slots);
    }

    /** A copy whose waits do something else besides. */
    public RunContext withSleeper(Sleeper other) {
        return new RunContext(fly, journal, other, clock, progress, interruption, cutPoint, slots);
    }

    /** A copy for one of several runs that work in parallel. */
    public RunContext forPart(Progress partProgress, RequestSlots partSlots) {
        return new RunContext(
                fly, journal, sleeper, clock, partProgress, interruption, cutPoint, partSlots);
    }
}
