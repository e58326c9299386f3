package dev.flysnap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that is written from its first to its last byte. Longer runs of zeros become holes, which
 * take no room and no time.
 */
final class SparseFile implements AutoCloseable {
    /** What is left out where it is all zeros. */
    private static final ByteBuffer HOLE =
            ByteBuffer.allocateDirect(DirectChannel.MAX_BLOCK_BYTES).asReadOnlyBuffer();

    /** Of a smaller file nobody has so much to wait for. */
    private static final int LEAST_DIRECT_BYTES = 1 << 20;

    private final FileChannel channel;
    private final Path file;
    private Optional<DirectChannel> direct = Optional.empty();
    private long bytes;
    private long bufferedBytes;
    private long writtenEnd;

    /**
     * @param channel of {@code file}, which is empty; stays open
     */
    SparseFile(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /** What passed through the system's memory, and may not be on the device. */
    long bufferedBytes() {
        return bufferedBytes;
    }

    void append(ByteBuffer content) throws IOException {
        int end = content.limit();
        if (direct.isEmpty() && end >= LEAST_DIRECT_BYTES) {
            direct = Optional.of(DirectChannel.to(file));
        }
        while (content.position() < end) {
            if (startsWithHole(content)) {
                content.position(Math.min(end, content.position() + HOLE.capacity()));
            } else {
                writeUntilHole(content);
            }
            content.limit(end);
        }
        bytes += end;
    }

    private static boolean startsWithHole(ByteBuffer content) {
        int block = Math.min(HOLE.capacity(), content.remaining());
        // What is no hole mostly shows that at once.
        return content.get(content.position()) == 0
                && content.get(content.position() + block - 1) == 0
                && content.slice(content.position(), block).mismatch(HOLE.slice(0, block)) < 0;
    }

    /** Leaves the buffer's limit where the hole begins. */
    private void writeUntilHole(ByteBuffer content) throws IOException {
        int end = content.limit();
        int from = content.position();
        do {
            content.position(Math.min(end, content.position() + HOLE.capacity()));
        } while (content.hasRemaining() && !startsWithHole(content));
        content.flip().position(from);
        while (content.hasRemaining()) {
            long at = bytes + content.position();
            int count = direct.isPresent() ? direct.get().write(content, at) : 0;
            if (count == 0) {
                count = channel.write(content, at);
                bufferedBytes += count;
            }
            writtenEnd = at + count;
        }
    }

    /** A hole at the end is none before something is written behind it. */
    void end() throws IOException {
        if (writtenEnd < bytes) {
            int _ = channel.write(HOLE.slice(0, 1), bytes - 1);
        }
    }

    @Override
    public void close() throws IOException {
        if (direct.isPresent()) {
            direct.get().close();
        }
    }
}
