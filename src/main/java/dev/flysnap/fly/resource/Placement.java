package dev.flysnap.fly.resource;

import dev.flysnap.model.Region;

/**
 * Where there is room: advice, not a promise.
 *
 * @param count how many such machines fit
 */
public record Placement(Region region, int count) {}
