package dev.flysnap.fly.resource;

/**
 * What there is not enough of, when Fly makes nothing new. Fly says it by 412, 409, 403, or the
 * word {@code insufficient_capacity}. Source: seen by other projects.
 */
public enum CapacityShortage {
    /** No host of the region has room: another region may. */
    ROOM,
    /** The organisation may not have more: another region may be counted apart. */
    QUOTA
}
