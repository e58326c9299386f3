package dev.flysnap.sim.world;

import java.time.Instant;

/**
 * An event scheduled for a time.
 *
 * @param order order among events of the same time
 */
public record ScheduledEvent(Instant at, long order, SimEvent what) {}
