package dev.flysnap.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes a file in a thread of its own, so that whoever makes its content need not wait for the
 * system meanwhile, and {@linkplain SteadySync syncs} it steadily. What fits in one buffer is
 * written by the caller. Longer runs of zeros become holes, which take no room and no time.
 *
 * <p>Written is what {@link #finish} has returned for: a failure is told by it at the latest.
 */
public final class DiskWriter extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BUFFERS = 4;

    /** What is left out where it is all zeros. */
    private static final ByteBuffer HOLE = ByteBuffer.allocateDirect(16 << 10).asReadOnlyBuffer();

    /** No other has no room. */
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final FileChannel channel;
    private final SteadySync sync;
    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private ByteBuffer current = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private Optional<Thread> writer = Optional.empty();
    private long passedBytes;
    private long endBytes;
    private boolean isFinished;
    private volatile Optional<IOException> failure = Optional.empty();

    /**
     * @param channel of {@code file}, which is empty; stays open
     */
    public DiskWriter(FileChannel channel, Path file) {
        this.channel = channel;
        this.sync = new SteadySync(file);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!current.hasRemaining()) {
                pass();
            }
            int count = Math.min(length - done, current.remaining());
            current.put(bytes, offset + done, count);
            done += count;
        }
    }

    private void pass() throws IOException {
        requireGood();
        if (writer.isEmpty()) {
            for (int i = 1; i < BUFFERS; i++) {
                free.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
            }
            writer =
                    Optional.of(
                            Thread.ofPlatform().daemon().name("flysnap-write").start(this::run));
        }
        full.add(current.flip());
        try {
            current = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure =
                    Optional.of(new InterruptedIOException("interrupted while a file was written"));
            requireGood();
        }
    }

    private void requireGood() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** After a failure it only gives the buffers back, so that nobody waits for one. */
    private void run() {
        try {
            for (ByteBuffer next = full.take(); next.capacity() > 0; next = full.take()) {
                if (failure.isEmpty()) {
                    put(next);
                }
                free.add(next.clear());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void put(ByteBuffer bytes) {
        try {
            int end = bytes.limit();
            while (bytes.position() < end) {
                if (startsWithHole(bytes)) {
                    bytes.position(Math.min(end, bytes.position() + HOLE.capacity()));
                } else {
                    writeUntilHole(bytes);
                }
                bytes.limit(end);
            }
            passedBytes += end;
            sync.written(passedBytes);
        } catch (IOException e) {
            failure = Optional.of(e);
        } catch (RuntimeException | Error e) {
            failure = Optional.of(new IOException(e));
        }
    }

    private static boolean startsWithHole(ByteBuffer bytes) {
        int block = Math.min(HOLE.capacity(), bytes.remaining());
        return bytes.slice(bytes.position(), block).mismatch(HOLE.slice(0, block)) < 0;
    }

    /** Leaves the buffer's limit where the hole begins. */
    private void writeUntilHole(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        int from = bytes.position();
        do {
            bytes.position(Math.min(end, bytes.position() + HOLE.capacity()));
        } while (bytes.hasRemaining() && !startsWithHole(bytes));
        bytes.flip().position(from);
        for (long at = passedBytes + from; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
            endBytes = at;
        }
    }

    /** A hole at the end is none before something is written behind it. */
    private void endHole() {
        try {
            if (failure.isEmpty() && endBytes < passedBytes) {
                int _ = channel.write(HOLE.slice(0, 1), passedBytes - 1);
            }
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    /**
     * Writes what is left, and waits until all is written. Nothing can be written afterwards.
     *
     * @throws IOException if any of it could not be written, or not be brought to the device
     */
    public void finish() throws IOException {
        isFinished = true;
        if (writer.isPresent()) {
            full.add(current.flip());
            end(writer.get());
        } else {
            put(current.flip());
        }
        endHole();
        sync.close();
        requireGood();
    }

    private void end(Thread thread) throws InterruptedIOException {
        full.add(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was written");
        }
    }

    /** Without {@link #finish} before, the file is given up: nothing more is written to it. */
    @Override
    public void close() throws IOException {
        if (!isFinished) {
            isFinished = true;
            failure = failure.or(() -> Optional.of(new IOException("the file was given up")));
            try (sync) {
                if (writer.isPresent()) {
                    end(writer.get());
                }
            }
        }
    }
}
