package dev.flysnap.sqlite.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;

/**
 * The pages that a database has given up: a list of trunk pages, each with the numbers of its leaf
 * pages. SQLite never reads what a leaf holds; those of deleted rows may still be there.
 *
 * @see <a href="https://sqlite.org/fileformat2.html#the_freelist">The file format</a>
 */
final class Freelist {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int RESERVED = 20;
    private static final int FIRST_TRUNK = 32;
    private static final int COUNT = 36;
    private static final int LARGEST_ROOT = 52;

    /** The page that has this byte holds locks only. */
    private static final long LOCK_BYTE = 1 << 30;

    /** A bit for each takes 8 MB; larger databases are copied with all pages. */
    private static final long MAX_PAGES = 64 << 20;

    private final FileChannel channel;
    private final int pageSize;
    private final int pageCount;
    private final BitSet trunks = new BitSet();
    private final BitSet leaves = new BitSet();

    private Freelist(FileChannel channel, int pageSize, int pageCount) {
        this.channel = channel;
        this.pageSize = pageSize;
        this.pageCount = pageCount;
    }

    /**
     * Reads the list of a database that nobody changes, all of which is in its file.
     *
     * @return the leaf pages, from 0 on: one less than SQLite's numbers. None where the list is not
     *     sound, or something else than SQLite may read those pages, such as an extension that
     *     keeps checksums
     */
    static BitSet leaves(FileChannel channel, long pageSize, long pageCount) throws IOException {
        if (pageCount > MAX_PAGES) {
            return new BitSet();
        }
        Freelist list = new Freelist(channel, (int) pageSize, (int) pageCount);
        return list.isSound() ? list.leaves : new BitSet();
    }

    private boolean isSound() throws IOException {
        Optional<ByteBuffer> read = read(0, HEADER_BYTES);
        if (read.isEmpty()) {
            return false;
        }
        ByteBuffer header = read.get();
        if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                || header.get(RESERVED) != 0) {
            return false;
        }
        boolean hasPointerMap = header.getInt(LARGEST_ROOT) != 0;
        int next = header.getInt(FIRST_TRUNK);
        while (next != 0) {
            Optional<ByteBuffer> trunk =
                    add(trunks, next, hasPointerMap)
                            ? read((next - 1L) * pageSize, pageSize)
                            : Optional.empty();
            if (trunk.isEmpty() || !addLeaves(trunk.get(), hasPointerMap)) {
                return false;
            }
            next = trunk.get().getInt(0);
        }
        return !trunks.intersects(leaves)
                && trunks.cardinality() + leaves.cardinality() == header.getInt(COUNT);
    }

    private boolean addLeaves(ByteBuffer trunk, boolean hasPointerMap) {
        int count = trunk.getInt(Integer.BYTES);
        if (count < 0 || count > pageSize / Integer.BYTES - 2) {
            return false;
        }
        int[] numbers = new int[count];
        trunk.position(2 * Integer.BYTES).asIntBuffer().get(numbers);
        for (int number : numbers) {
            if (!add(leaves, number, hasPointerMap)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the page can be free, and was not named before. */
    private boolean add(BitSet pages, int number, boolean hasPointerMap) {
        long lockPage = LOCK_BYTE / pageSize + 1;
        if (number < 2 || number > pageCount || number == lockPage || pages.get(number - 1)) {
            return false;
        }
        if (hasPointerMap) {
            // One for as many pages as it has entries of 5 bytes, and before them.
            int every = pageSize / 5 + 1;
            long map = (number - 2L) / every * every + 2;
            if (number == (map == lockPage ? map + 1 : map)) {
                return false;
            }
        }
        pages.set(number - 1);
        return true;
    }

    private Optional<ByteBuffer> read(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(buffer.flip());
    }
}
