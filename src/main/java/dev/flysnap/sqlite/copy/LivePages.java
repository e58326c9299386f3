package dev.flysnap.sqlite.copy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;

/**
 * The bytes of a database's file, with zeros for what its free pages hold: SQLite takes the one as
 * the other, zeros need not be read, compress to nothing, and give no deleted row away.
 */
final class LivePages {
    /** What is not read; for less, one large read is quicker than two small ones. */
    private static final int LEAST_GAP_BYTES = 64 << 10;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(LEAST_GAP_BYTES).asReadOnlyBuffer();

    private final FileChannel channel;
    private final int pageSize;
    private final BitSet free;

    private LivePages(FileChannel channel, int pageSize, BitSet free) {
        this.channel = channel;
        this.pageSize = pageSize;
        this.free = free;
    }

    /**
     * @param channel of a file that nobody changes, and that is the whole state of the database
     */
    static LivePages of(FileChannel channel, long pageSize, long pageCount) throws IOException {
        return new LivePages(
                channel, (int) pageSize, Freelist.leaves(channel, pageSize, pageCount));
    }

    /**
     * Fills {@code chunk} with whole pages, from its start to its limit.
     *
     * @param position of the first in the file
     * @throws EOFException if the file has not as many
     */
    void read(ByteBuffer chunk, long position) throws IOException {
        int first = (int) (position / pageSize);
        int end = first + chunk.limit() / pageSize;
        int from = first;
        for (int gap = free.nextSetBit(first); gap >= 0 && gap < end; ) {
            int gapEnd = Math.min(end, free.nextClearBit(gap));
            if ((gapEnd - gap) * pageSize >= LEAST_GAP_BYTES) {
                read(pages(chunk, from - first, gap - first), from);
                from = gapEnd;
            }
            gap = free.nextSetBit(gapEnd);
        }
        read(pages(chunk, from - first, end - first), from);
        for (int gap = free.nextSetBit(first); gap >= 0 && gap < end; ) {
            int gapEnd = Math.min(end, free.nextClearBit(gap));
            clear(pages(chunk, gap - first, gapEnd - first));
            gap = free.nextSetBit(gapEnd);
        }
    }

    private ByteBuffer pages(ByteBuffer chunk, int from, int end) {
        return chunk.slice(from * pageSize, (end - from) * pageSize);
    }

    private void read(ByteBuffer into, int page) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, (long) page * pageSize + into.position()) < 0) {
                throw new EOFException();
            }
        }
    }

    private static void clear(ByteBuffer pages) {
        while (pages.hasRemaining()) {
            pages.put(ZEROS.slice(0, Math.min(ZEROS.capacity(), pages.remaining())));
        }
    }
}
