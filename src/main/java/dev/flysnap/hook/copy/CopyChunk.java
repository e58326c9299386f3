package dev.flysnap.hook.copy;

import java.util.Optional;

/** A part of a copy's content. */
public final class CopyChunk {
    private final byte[] bytes;
    private final Optional<Long> total;

    /**
     * @param bytes not copied; empty only at the end
     * @param total of the whole content, once that is known
     */
    public CopyChunk(byte[] bytes, Optional<Long> total) {
        this.bytes = bytes;
        this.total = total;
    }

    /** Not a copy of them. */
    public byte[] bytes() {
        return bytes;
    }

    public Optional<Long> total() {
        return total;
    }
}
