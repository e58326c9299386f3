package dev.flysnap.seal;

import dev.flysnap.file.BufferPool;
import dev.flysnap.file.SharedBuffer;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hashes large pieces in a thread of its own: hashing takes longer than all else that is done with
 * a copy that is not sealed, so that thread is to have the next piece whenever it has done one.
 */
final class ParallelHash {
    private static final int PIECES = 4;

    /** The agent writes smaller pieces: its other cores are the app's. */
    private static final int LEAST_BYTES = 1 << 19;

    static final boolean HAS_CORES = Runtime.getRuntime().availableProcessors() > 1;

    private final Sha256 hash = new Sha256();
    private final BufferPool pieces;
    private Optional<ExecutorService> worker = Optional.empty();

    /** Written by the worker, and read when it has done the last piece. */
    private Optional<Throwable> failure = Optional.empty();

    /**
     * @param pieceBytes what {@link #lend} lends
     */
    ParallelHash(int pieceBytes) {
        pieces = BufferPool.ofArrays(PIECES, pieceBytes);
    }

    /**
     * Lends a buffer with an array; waits while as many are being hashed.
     *
     * @throws InterruptedIOException if the caller was interrupted; the hash is of no use then
     */
    SharedBuffer lend() throws InterruptedIOException {
        return pieces.take();
    }

    /**
     * @throws InterruptedIOException if the caller was interrupted; the hash is of no use then
     */
    void update(byte[] bytes, int offset, int length) throws InterruptedIOException {
        if (!isParallel(length)) {
            hash.update(bytes, offset, length);
            return;
        }
        for (int done = 0; done < length; ) {
            SharedBuffer piece = lend();
            int count = Math.min(length - done, piece.bytes().remaining());
            piece.bytes().put(bytes, offset + done, count).flip();
            start(piece);
            done += count;
        }
    }

    /**
     * @param piece the caller's hold on it passes to the hash
     */
    void update(SharedBuffer piece) {
        if (isParallel(piece.content().remaining())) {
            start(piece);
        } else {
            hash(piece);
        }
    }

    private boolean isParallel(int bytes) {
        return worker.isPresent() || (bytes >= LEAST_BYTES && HAS_CORES);
    }

    private void start(SharedBuffer piece) {
        if (worker.isEmpty()) {
            worker =
                    Optional.of(
                            Executors.newSingleThreadExecutor(
                                    Thread.ofPlatform().daemon().name("flysnap-hash").factory()));
        }
        worker.get()
                .execute(() -> {
                    try {
                        hash(piece);
                    } catch (RuntimeException | Error e) {
                        failure = Optional.of(e);
                    }
                });
    }

    private void hash(SharedBuffer piece) {
        try {
            hash.update(piece.content());
        } finally {
            piece.release();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a copy was hashed");
    }

    /** Of everything so far; nothing can be added afterwards. */
    ContentHash end() throws InterruptedIOException {
        if (worker.isEmpty()) {
            return hash.end();
        }
        try {
            ContentHash all = worker.get().submit(hash::end).get();
            if (failure.isPresent()) {
                throw new IllegalStateException(failure.get());
            }
            return all;
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            close();
        }
    }

    /** Frees what it needs. */
    void close() {
        worker.ifPresent(ExecutorService::shutdown);
    }
}
