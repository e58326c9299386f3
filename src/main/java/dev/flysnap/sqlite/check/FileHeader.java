package dev.flysnap.sqlite.check;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first 100 bytes of a database file that nobody has open (SQLite, file format, 1.3): they tell
 * in plain words what SQLite only calls damaged.
 */
final class FileHeader {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 100;
    private static final int PAGE_SIZE = 16;
    private static final int CHANGE_COUNTER = 24;
    private static final int PAGE_COUNT = 28;
    private static final int VERSION_VALID_FOR = 92;
    private static final int LARGEST_PAGE = 65536;
    private static final int SMALLEST_PAGE = 512;

    /**
     * What is wrong with the file; empty = nothing that the header shows.
     *
     * @param hasWal whether pages of it may be in a WAL
     */
    static Optional<String> problemOf(Path file, boolean hasWal) throws IOException {
        long bytes = Files.size(file);
        if (bytes == 0) {
            return Optional.of("the file is empty");
        }
        if (bytes < BYTES) {
            return Optional.of("it is no SQLite database: it has only %d bytes".formatted(bytes));
        }
        ByteBuffer header = ByteBuffer.wrap(first(file));
        if (!Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC)) {
            return Optional.of(
                    "it is no SQLite database: it does not begin with \"SQLite format 3\"");
        }
        int stated = header.getShort(PAGE_SIZE) & 0xffff;
        int pageSize = stated == 1 ? LARGEST_PAGE : stated;
        if (pageSize < SMALLEST_PAGE || Integer.bitCount(pageSize) != 1) {
            return Optional.of("its header is damaged: %d is no page size".formatted(stated));
        }
        if (hasWal) {
            return Optional.empty();
        }
        // Old versions of SQLite leave the count as it is: then the two counters differ.
        boolean isCounted = header.getInt(CHANGE_COUNTER) == header.getInt(VERSION_VALID_FOR);
        long pages = header.getInt(PAGE_COUNT) & 0xffff_ffffL;
        return isCounted && pages > 0 && bytes < pages * pageSize
                ? Optional.of(
                        "it is cut off: it has %d bytes of %d".formatted(bytes, pages * pageSize))
                : Optional.empty();
    }

    private static byte[] first(Path file) throws IOException {
        byte[] header = new byte[BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            new DataInputStream(in).readFully(header);
        }
        return header;
    }

    private FileHeader() {}
}
