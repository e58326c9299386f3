package dev.flysnap.seal;

import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES);
    private Optional<ExecutorService> worker = Optional.empty();

    /** Written by the worker, and read when it has done the last piece. */
    private Optional<Throwable> failure = Optional.empty();

    /**
     * @throws InterruptedIOException if the caller was interrupted; the hash is of no use then
     */
    void update(byte[] bytes, int offset, int length) throws InterruptedIOException {
        if (worker.isEmpty() && (length < LEAST_BYTES || !HAS_CORES)) {
            hash.update(bytes, offset, length);
            return;
        }
        if (worker.isEmpty()) {
            worker = Optional.of(start());
        }
        byte[] piece = take(length);
        System.arraycopy(bytes, offset, piece, 0, length);
        worker.get()
                .execute(() -> {
                    try {
                        hash.update(piece, 0, length);
                    } catch (RuntimeException | Error e) {
                        failure = Optional.of(e);
                    } finally {
                        free.add(piece);
                    }
                });
    }

    private ExecutorService start() {
        for (int i = 0; i < PIECES; i++) {
            free.add(new byte[0]);
        }
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("flysnap-hash").factory());
    }

    private byte[] take(int length) throws InterruptedIOException {
        try {
            byte[] piece = free.take();
            return piece.length < length ? new byte[length] : piece;
        } catch (InterruptedException e) {
            throw interrupted();
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
