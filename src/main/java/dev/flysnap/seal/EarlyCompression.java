package dev.flysnap.seal;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Compresses a file while somebody still writes it, on a core that is idle until he is done. What
 * he changed after it was compressed is found by its hash, and compressed anew.
 *
 * <p>It does so only where there is such a core, and for what is encrypted: where a stream of
 * several frames was cut off between two of them zstd does not see it, but age does.
 */
public final class EarlyCompression implements AutoCloseable {
    /**
     * One frame. It knows nothing of the one before: pieces of 8 MB make half a percent less of a
     * text, and the process 35 MB larger.
     */
    static final int PIECE_BYTES = 2 << 20;

    /** So far behind the end of its file, SQLite seldom changes what it has written. */
    static final int UNSETTLED_BYTES = 8 << 20;

    /** Left free on the disk besides what the file and its sealed copy may still need. */
    private static final long SPARE_BYTES = 64 << 20;

    private final Path file;
    private final Path frames;
    private final Optional<Compression> compression;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("flysnap-early").factory());
    private int asked;
    private volatile boolean isEnded;

    /** The worker's until it has ended. */
    private final List<Frame> done = new ArrayList<>();

    private byte[] piece = new byte[0];
    private Optional<Streams> streams = Optional.empty();

    private record Frame(String plainSha256, int bytes, long checksum) {}

    private record Streams(
            FileChannel plain,
            FileChannel frames,
            CRC32C checksum,
            ZstdOutputStreamNoFinalizer zstd) {}

    /**
     * @param file need not be there yet
     * @param frames a new file, in a directory that only its owner can look into
     */
    public EarlyCompression(Path file, Path frames, Sealing sealing) {
        this(
                file,
                frames,
                sealing.compression()
                        .filter(_ -> sealing.isEncrypted() && ParallelHash.HAS_CORES)
                        .map(Compression::level));
    }

    EarlyCompression(Path file, Path frames, Optional<Integer> level) {
        this.file = file;
        this.frames = frames;
        this.compression = level.map(it -> new Compression(it, 0));
        this.isEnded = compression.isEmpty();
    }

    /**
     * Waits for no compression; called by one thread, as often as it likes.
     *
     * @param expectedBytes of the whole file
     */
    public void grown(long bytes, long expectedBytes) {
        while (!isEnded && (asked + 1L) * PIECE_BYTES + UNSETTLED_BYTES <= bytes) {
            if (hasRoom(2 * expectedBytes - bytes + SPARE_BYTES)) {
                long position = (long) asked++ * PIECE_BYTES;
                worker.execute(() -> compress(position));
            } else {
                isEnded = true;
            }
        }
    }

    private boolean hasRoom(long bytes) {
        try {
            return Files.getFileStore(file).getUsableSpace() >= bytes;
        } catch (IOException e) {
            return false;
        }
    }

    private void compress(long position) {
        if (isEnded) {
            return;
        }
        try {
            Streams to = streams.isPresent() ? streams.get() : open();
            streams = Optional.of(to);
            ByteBuffer read = ByteBuffer.wrap(piece);
            while (read.hasRemaining()) {
                if (to.plain().read(read, position + read.position()) < 0) {
                    throw new IOException("it is shorter than it was");
                }
            }
            long before = to.frames().position();
            to.checksum().reset();
            to.zstd().write(piece);
            to.zstd().flush();
            done.add(
                    new Frame(
                            hash(piece),
                            (int) (to.frames().position() - before),
                            to.checksum().getValue()));
        } catch (IOException e) {
            // What is not compressed here is compressed later, by whoever needs it.
            isEnded = true;
        }
    }

    private Streams open() throws IOException {
        piece = new byte[PIECE_BYTES];
        FileChannel plain = FileChannel.open(file, StandardOpenOption.READ);
        FileOutputStream out = new FileOutputStream(frames.toFile());
        CRC32C checksum = new CRC32C();
        return new Streams(
                plain,
                out.getChannel(),
                checksum,
                SealedOutput.compressing(
                        new CheckedOutputStream(out, checksum), compression.orElseThrow(), false));
    }

    private static String hash(byte[] piece) {
        Sha256 hash = new Sha256();
        hash.update(piece, 0, piece.length);
        return hash.end().sha256();
    }

    /**
     * Seals the part of the file that was compressed; no more is compressed from now on.
     *
     * @param in the file, which nobody writes any more, from its first byte on
     * @param progress hears how many bytes were sealed
     * @return how many; the rest is left in {@code in}
     */
    public long writeTo(SealedOutput out, InputStream in, LongConsumer progress)
            throws IOException {
        end();
        if (done.isEmpty()) {
            return 0;
        }
        long written = 0;
        byte[] packed = new byte[0];
        try (InputStream compressed = Files.newInputStream(frames)) {
            for (Frame frame : done) {
                int count = in.readNBytes(piece, 0, PIECE_BYTES);
                if (frame.bytes() > packed.length) {
                    packed = new byte[frame.bytes()];
                }
                int packedCount = compressed.readNBytes(packed, 0, frame.bytes());
                if (count == PIECE_BYTES
                        && packedCount == frame.bytes()
                        && checksum(packed, packedCount) == frame.checksum()
                        && hash(piece).equals(frame.plainSha256())) {
                    out.writeCompressed(piece, packed, packedCount);
                } else {
                    out.write(piece, 0, count);
                }
                written += count;
                progress.accept(written);
            }
        }
        return written;
    }

    private static long checksum(byte[] bytes, int count) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, count);
        return checksum.getValue();
    }

    private void end() throws InterruptedIOException {
        isEnded = true;
        worker.shutdown();
        try {
            boolean _ = worker.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a copy was compressed");
        }
    }

    @Override
    public void close() {
        try {
            end();
            if (streams.isPresent()) {
                try (FileChannel _ = streams.get().plain()) {
                    streams.get().zstd().close();
                }
            }
        } catch (IOException e) {
            // Nobody reads it any more.
        }
    }
}
