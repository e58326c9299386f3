package dev.flysnap.sim.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an image of a block device holds, as a number: its blocks of 4 KiB that are not empty, with
 * where they lie. Holes are skipped, so a volume of 500 GB with little in it takes a moment.
 */
final class ImageContent {
    private static final int BLOCK_BYTES = 4 << 10;
    private static final int BUFFER_BYTES = 64 * BLOCK_BYTES;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private ImageContent() {}

    static Content of(Path image) throws IOException {
        MessageDigest digest = Content.sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(image)));
        long stored = 0;
        try (NativeFile map = NativeFile.toRead(image);
                FileChannel file = FileChannel.open(image)) {
            for (long data = map.nextData(0); data >= 0; ) {
                long hole = map.nextHole(data);
                stored += extent(digest, file, data - data % BLOCK_BYTES, hole);
                data = map.nextData(hole);
            }
        }
        return new Content("sha256:" + HexFormat.of().formatHex(digest.digest()), stored);
    }

    private static long extent(MessageDigest digest, FileChannel file, long from, long to)
            throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        long stored = 0;
        for (long at = from; at < to; ) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(BUFFER_BYTES, to - at));
            while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {}
            int read = buffer.position();
            if (read == 0) {
                break;
            }
            for (int block = 0; block < read; block += BLOCK_BYTES) {
                int end = Math.min(read, block + BLOCK_BYTES);
                if (!Arrays.equals(bytes, block, end, ZEROS, 0, end - block)) {
                    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, at + block));
                    digest.update(bytes, block, end - block);
                    stored += BLOCK_BYTES;
                }
            }
            at += read;
        }
        return stored;
    }
}
