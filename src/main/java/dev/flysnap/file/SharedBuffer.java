package dev.flysnap.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A buffer that several threads read at once.
 *
 * <p>Whoever took it from its pool is its only holder: fills it, and flips it. From the moment when
 * it is handed on nobody changes it. Each holder releases it once, and the last release gives it
 * back to the pool, to be filled again.
 */
public final class SharedBuffer {
    private final ByteBuffer bytes;
    private final Queue<SharedBuffer> pool;
    private final AtomicInteger holders = new AtomicInteger();

    SharedBuffer(ByteBuffer bytes, Queue<SharedBuffer> pool) {
        this.bytes = bytes;
        this.pool = pool;
    }

    SharedBuffer taken() {
        bytes.clear();
        holders.set(1);
        return this;
    }

    /** What its only holder fills. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** What it was filled with, to be read by one thread. */
    public ByteBuffer content() {
        return bytes.duplicate();
    }

    /** Writes what it was filled with, if it has an array, to a stream. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset(), bytes.limit());
    }

    /** Adds a holder; done by one who holds it. */
    public void hold() {
        int _ = holders.incrementAndGet();
    }

    public void release() {
        if (holders.decrementAndGet() == 0) {
            pool.add(this);
        }
    }
}
