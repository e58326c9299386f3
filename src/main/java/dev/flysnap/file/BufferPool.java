package dev.flysnap.file;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * A few buffers of one size, which are made when they are needed. One thread takes them, any thread
 * gives them back.
 */
public final class BufferPool {
    private final Supplier<ByteBuffer> maker;
    private final BlockingQueue<SharedBuffer> free;
    private int notMade;

    private BufferPool(int count, Supplier<ByteBuffer> maker) {
        this.maker = maker;
        this.free = new ArrayBlockingQueue<>(count);
        this.notMade = count;
    }

    /** With an array each. */
    public static BufferPool ofArrays(int count, int bytes) {
        return new BufferPool(count, () -> ByteBuffer.allocate(bytes));
    }

    /**
     * What the system reads and writes without a copy of its own.
     *
     * @param alignment of their addresses: a power of two
     */
    static BufferPool ofMemory(int count, int bytes, int alignment) {
        return new BufferPool(
                count,
                () ->
                        ByteBuffer.allocateDirect(bytes + alignment)
                                .alignedSlice(alignment)
                                .slice(0, bytes));
    }

    /**
     * Waits until one is free.
     *
     * @throws InterruptedIOException if the caller is interrupted
     */
    public SharedBuffer take() throws InterruptedIOException {
        Optional<SharedBuffer> next = Optional.ofNullable(free.poll());
        if (next.isPresent()) {
            return next.get().taken();
        }
        if (notMade > 0) {
            notMade--;
            return new SharedBuffer(maker.get(), free).taken();
        }
        try {
            return free.take().taken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while content was passed on");
        }
    }
}
