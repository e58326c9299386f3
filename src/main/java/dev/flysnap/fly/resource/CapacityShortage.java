package dev.flysnap.fly.resource;

/**
 * What Fly does not have enough of when it refuses to create something. {@code
 * fly.http.CapacityRefusal} decides which refusals mean that.
 */
public enum CapacityShortage {
    /** No host of the region has capacity: another region may. */
    ROOM,
    /** The organisation may not have more: another region may be counted separately. */
    QUOTA
}
