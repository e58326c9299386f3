package dev.flysnap.fly.resource;

/** What there was not enough of when Fly refused to make something. */
public enum CapacityShortage {
    /** The region, or the volume's host, has no capacity left; another region may have. */
    ROOM,
    /** The organisation may not have more, in any region. */
    QUOTA,
    /** The organisation may not have more in that region; in another one it may. */
    REGION_QUOTA
}
