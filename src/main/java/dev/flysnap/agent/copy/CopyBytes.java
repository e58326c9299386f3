package dev.flysnap.agent.copy;

import java.util.Optional;

/** A part of a copy's content. */
public final class CopyBytes {
    private final byte[] bytes;
    private final Optional<Long> total;

    CopyBytes(byte[] bytes, Optional<Long> total) {
        this.bytes = bytes;
        this.total = total;
    }

    /** Not a copy of them; none at the end of the content. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes of the whole content, once that is known. */
    public Optional<Long> total() {
        return total;
    }
}
