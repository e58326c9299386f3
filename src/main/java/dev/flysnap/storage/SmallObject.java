package dev.flysnap.storage;

import java.time.Duration;

/** A small object that was read. */
public final class SmallObject {
    private final byte[] bytes;
    private final String version;
    private final Duration age;

    /**
     * @param bytes not changed afterwards
     * @param age how long ago it was written; both times by the store's clock, so that it does not
     *     matter what time it is here
     */
    public SmallObject(byte[] bytes, String version, Duration age) {
        this.bytes = bytes;
        this.version = version;
        this.age = age;
    }

    /** Its content; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Changes whenever the object does. */
    public String version() {
        return version;
    }

    public Duration age() {
        return age;
    }
}
