package dev.flysnap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes whole blocks of a file to the device itself: half the work, and what an app has in the
 * system's memory stays there. Where that cannot be done (not every file system can), it writes
 * nothing, and the caller goes the usual way. ext4 with {@code data=journal} takes it for an
 * ordinary write.
 */
final class DirectChannel implements AutoCloseable {
    /** No file system whose blocks are larger is written to directly. */
    static final int MAX_BLOCK_BYTES = 16 << 10;

    /** On a network each write would wait for its answer; others copy or compress what they get. */
    static final Set<String> FILE_SYSTEMS = Set.of("ext4", "xfs");

    private static final Optional<OpenOption> OPTION = option();

    private final long blockBytes;
    private Optional<FileChannel> channel;
    private boolean hasWritten;

    private DirectChannel(Optional<FileChannel> channel, long blockBytes) {
        this.channel = channel;
        this.blockBytes = blockBytes;
    }

    /**
     * @param file that is there
     */
    static DirectChannel to(Path file) {
        try {
            FileStore store = Files.getFileStore(file);
            long blockBytes = store.getBlockSize();
            if (OPTION.isPresent()
                    && FILE_SYSTEMS.contains(store.type())
                    && MAX_BLOCK_BYTES % blockBytes == 0) {
                return new DirectChannel(
                        Optional.of(
                                FileChannel.open(
                                        file,
                                        StandardOpenOption.WRITE,
                                        LinkOption.NOFOLLOW_LINKS,
                                        OPTION.get())),
                        blockBytes);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // No file system for it.
        }
        return new DirectChannel(Optional.empty(), 1);
    }

    /** By its name, as the compiler warns of it; where a java lacks it, all goes the usual way. */
    private static Optional<OpenOption> option() {
        try {
            return Stream.of(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(it -> it.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes some of the first blocks of {@code bytes}, if it has any that can be written so.
     *
     * @param bytes in memory that is aligned to {@link #MAX_BLOCK_BYTES}
     * @return how many; 0 = they are to be written otherwise
     * @throws IOException if the device fails
     */
    int write(ByteBuffer bytes, long position) throws IOException {
        int rest = (int) (bytes.remaining() % blockBytes);
        if (channel.isEmpty() || position % blockBytes != 0 || rest == bytes.remaining()) {
            return 0;
        }
        int end = bytes.limit();
        try {
            bytes.limit(end - rest);
            int written = channel.get().write(bytes, position);
            hasWritten = true;
            return written;
        } catch (IOException e) {
            if (hasWritten) {
                throw e;
            }
            // A file system that lets it be opened, and refuses only now.
            close();
            return 0;
        } finally {
            bytes.limit(end);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
            channel = Optional.empty();
        }
    }
}
