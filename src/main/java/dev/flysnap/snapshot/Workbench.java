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
 */
public record Workbench(
        FlyApi fly,
        Journal journal,
        Sleeper sleeper,
        InstantSource clock,
        Progress progress,
        CutPoint cutPoint) {}
