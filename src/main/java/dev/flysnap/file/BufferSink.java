package dev.flysnap.file;

import java.io.IOException;

/** Takes content in buffers that it lends, so that nobody need copy it on its way. */
public interface BufferSink {
    /**
     * Lends an empty buffer; waits until one is free.
     *
     * @throws IOException if nothing more can be written, or the caller is interrupted
     */
    SharedBuffer lend() throws IOException;

    /**
     * Writes what a buffer holds, behind what was written before.
     *
     * @param filled that it lent; the caller's hold on it passes to the sink
     */
    void write(SharedBuffer filled) throws IOException;
}
