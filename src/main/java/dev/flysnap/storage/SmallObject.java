package dev.flysnap.storage;

import java.time.Duration;

/**
 * A small object that was read.
 *
 * @param age how long ago it was written; both times by the store's clock, so that it does not
 *     matter what time it is here
 */
public record SmallObject(byte[] bytes, String version, Duration age) {}
