package dev.flysnap.sim.world;

import java.time.Instant;

/**
 * Something that will happen.
 *
 * @param order decides between those of the same time
 */
public record Due(Instant at, long order, Happening what) {}
