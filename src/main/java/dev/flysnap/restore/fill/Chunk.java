package dev.flysnap.restore.fill;

import dev.flysnap.seal.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * A part of a database, as it travels.
 *
 * @param sha256 of its plain bytes
 * @param text of a command's stdin
 */
record Chunk(int bytes, String sha256, String text) {
    /** Where chunks begin: so that {@code dd} writes them at their place in large pieces. */
    static final int BLOCK_BYTES = 1 << 16;

    private static final int MAX_BLOCKS = 64;

    /** The first one of a file. */
    static final Chunk NONE = new Chunk(MAX_BLOCKS * BLOCK_BYTES, "", "");

    /**
     * As much of the file as fits, as far as one can tell by the one before: compressing costs more
     * than all the rest.
     *
     * @param maxText characters; a block that does not compress has 90,000
     */
    static Chunk at(FileChannel file, long offset, int maxText, Chunk before) throws IOException {
        for (int blocks = fitting(before, maxText, MAX_BLOCKS); ; ) {
            byte[] plain = read(file, offset, blocks * BLOCK_BYTES);
            String text = Base64.getEncoder().encodeToString(gzip(plain)) + "\n";
            Chunk chunk = new Chunk(plain.length, "", text);
            if (text.length() <= maxText || blocks == 1) {
                return new Chunk(
                        plain.length,
                        ContentHash.of(new ByteArrayInputStream(plain)).sha256(),
                        text);
            }
            blocks = fitting(chunk, maxText, blocks - 1);
        }
    }

    /** How many blocks that compress like it make a text of that length. */
    private static int fitting(Chunk like, int maxText, int most) {
        long bytes = (long) like.bytes * maxText / Math.max(1, like.text.length());
        return Math.clamp(bytes / BLOCK_BYTES, 1, most);
    }

    private static byte[] read(FileChannel file, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) >= 0) {
            // A read may give less than there is.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
