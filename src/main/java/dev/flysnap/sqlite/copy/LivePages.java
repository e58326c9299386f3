package dev.flysnap.sqlite.copy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The bytes of a database's file, with zeros for what its free pages hold: SQLite takes the one as
 * the other, zeros need not be read, compress to nothing, and give no deleted row away.
 */
final class LivePages {
    /** What is not read; for less, one large read is quicker than two small ones. */
    private static final int LEAST_GAP_BYTES = 64 << 10;

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
     * Fills the first part of {@code chunk} with whole pages.
     *
     * @throws EOFException if the file has not as many
     */
    void read(byte[] chunk, long position, int length) throws IOException {
        int first = (int) (position / pageSize);
        int end = first + length / pageSize;
        int from = first;
        for (int gap = free.nextSetBit(first); gap >= 0 && gap < end; ) {
            int gapEnd = Math.min(end, free.nextClearBit(gap));
            if ((gapEnd - gap) * pageSize >= LEAST_GAP_BYTES) {
                read(chunk, first, from, gap);
                from = gapEnd;
            }
            gap = free.nextSetBit(gapEnd);
        }
        read(chunk, first, from, end);
        for (int gap = free.nextSetBit(first); gap >= 0 && gap < end; ) {
            int gapEnd = Math.min(end, free.nextClearBit(gap));
            Arrays.fill(chunk, (gap - first) * pageSize, (gapEnd - first) * pageSize, (byte) 0);
            gap = free.nextSetBit(gapEnd);
        }
    }

    private void read(byte[] chunk, int first, int from, int end) throws IOException {
        ByteBuffer into =
                ByteBuffer.wrap(chunk, (from - first) * pageSize, (end - from) * pageSize);
        while (into.hasRemaining()) {
            if (channel.read(into, (long) first * pageSize + into.position()) < 0) {
                throw new EOFException();
            }
        }
    }
}
