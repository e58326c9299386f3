package dev.flysnap.fly.resource;

import dev.flysnap.model.Region;

/**
 * A region with capacity: advice, not a promise.
 *
 * @param count how many such machines fit there
 */
public record Placement(Region region, int count) {}
