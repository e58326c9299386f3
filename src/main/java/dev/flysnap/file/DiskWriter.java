package dev.flysnap.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes a file in a thread of its own, so that whoever makes its content need not wait for the
 * system meanwhile: directly to the device, else {@linkplain SteadySync syncing} it steadily. What
 * fits in one buffer is written by the caller. Longer runs of zeros become holes.
 *
 * <p>Written is what {@link #finish} has returned for: a failure is told by it at the latest.
 */
public final class DiskWriter extends OutputStream implements BufferSink {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BUFFERS = 8;

    private final SparseFile file;
    private final SteadySync sync;
    private final BufferPool buffers =
            BufferPool.ofMemory(BUFFERS, BUFFER_BYTES, DirectChannel.MAX_BLOCK_BYTES);

    /** Empty = the end. */
    private final BlockingQueue<Optional<SharedBuffer>> full =
            new ArrayBlockingQueue<>(BUFFERS + 1);

    /** Filled by {@link #write(byte[], int, int)}. */
    private Optional<SharedBuffer> current = Optional.empty();

    private Optional<Thread> writer = Optional.empty();
    private boolean isFinished;
    private volatile Optional<IOException> failure = Optional.empty();

    /**
     * @param channel of {@code file}, which is empty; stays open
     */
    public DiskWriter(FileChannel channel, Path file) {
        this.file = new SparseFile(channel, file);
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
            if (current.isPresent() && !current.get().bytes().hasRemaining()) {
                passCurrent();
            }
            if (current.isEmpty()) {
                current = Optional.of(lend());
            }
            int count = Math.min(length - done, current.get().bytes().remaining());
            current.get().bytes().put(bytes, offset + done, count);
            done += count;
        }
    }

    @Override
    public SharedBuffer lend() throws IOException {
        requireGood();
        try {
            return buffers.take();
        } catch (InterruptedIOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    @Override
    public void write(SharedBuffer filled) throws IOException {
        requireGood();
        passCurrent();
        pass(filled);
    }

    private void passCurrent() {
        if (current.isPresent()) {
            SharedBuffer next = current.get();
            current = Optional.empty();
            next.bytes().flip();
            pass(next);
        }
    }

    private void pass(SharedBuffer next) {
        if (writer.isEmpty()) {
            writer =
                    Optional.of(
                            Thread.ofPlatform().daemon().name("flysnap-write").start(this::run));
        }
        full.add(Optional.of(next));
    }

    private void requireGood() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** After a failure it only gives the buffers back, so that nobody waits for one. */
    private void run() {
        try {
            for (Optional<SharedBuffer> next = full.take(); next.isPresent(); next = full.take()) {
                put(next.get());
            }
            complete();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void put(SharedBuffer filled) {
        attempt(() -> {
            file.append(filled.content());
            sync.written(file.bufferedBytes());
        });
        filled.release();
    }

    private void complete() {
        attempt(file::end);
        try {
            file.close();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** Nothing is written after a failure. */
    private void attempt(Writing writing) {
        try {
            if (failure.isEmpty()) {
                writing.run();
            }
        } catch (IOException e) {
            failure = Optional.of(e);
        } catch (RuntimeException | Error e) {
            failure = Optional.of(new IOException(e));
        }
    }

    /**
     * Writes what is left, and waits until all is written. Nothing can be written afterwards.
     *
     * @throws IOException if any of it could not be written, or not be brought to the device
     */
    public void finish() throws IOException {
        isFinished = true;
        try (sync) {
            if (writer.isPresent()) {
                passCurrent();
                end(writer.get());
            } else {
                if (current.isPresent()) {
                    current.get().bytes().flip();
                    put(current.get());
                }
                complete();
            }
            if (failure.isEmpty()) {
                sync.complete();
            }
        }
        requireGood();
    }

    private void end(Thread thread) throws InterruptedIOException {
        full.add(Optional.empty());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private InterruptedIOException interrupted() {
        InterruptedIOException told =
                new InterruptedIOException("interrupted while a file was written");
        failure = Optional.of(told);
        return told;
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
