package dev.flysnap.file;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a stream, in the caller's thread. */
public final class StreamSink implements BufferSink {
    private final OutputStream out;
    private final BufferPool buffers;

    /**
     * @param out stays open
     * @param chunkBytes that are written at a time
     */
    public StreamSink(OutputStream out, int chunkBytes) {
        this.out = out;
        this.buffers = BufferPool.ofArrays(1, chunkBytes);
    }

    @Override
    public SharedBuffer lend() throws IOException {
        return buffers.take();
    }

    @Override
    public void write(SharedBuffer filled) throws IOException {
        filled.writeTo(out);
        filled.release();
    }
}
