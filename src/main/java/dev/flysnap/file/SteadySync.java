package dev.flysnap.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Brings a large file to the device while it is written: the sync at its end then has little left,
 * and an app on the same disk never waits for gigabytes with a sync of its own.
 *
 * <p>That last sync is still to be made. Linux tells a failed write only once, so one that was told
 * here is told again by {@link #close}.
 */
public final class SteadySync implements AutoCloseable {
    private static final long STEP_BYTES = 32 << 20;

    private final Path file;
    private long syncedBytes;
    private Optional<FileChannel> channel = Optional.empty();
    private Optional<FutureTask<Boolean>> running = Optional.empty();

    /**
     * @param file need not be there before its first bytes are written
     */
    public SteadySync(Path file) {
        this.file = file;
    }

    /** Waits for nothing; called by one thread, as often as it likes. */
    public void written(long totalBytes) {
        boolean isDue = totalBytes - syncedBytes >= STEP_BYTES;
        if (isDue && running.map(FutureTask::isDone).orElse(true) && !hasFailed()) {
            syncedBytes = totalBytes;
            FutureTask<Boolean> next = new FutureTask<>(this::sync);
            running = Optional.of(next);
            Thread _ = Thread.ofPlatform().daemon().name("flysnap-sync").start(next);
        }
    }

    private boolean hasFailed() {
        return running.map(FutureTask::state).orElse(FutureTask.State.SUCCESS)
                == FutureTask.State.FAILED;
    }

    /** One at a time, each in a thread of its own. */
    private Boolean sync() throws IOException {
        if (channel.isEmpty()) {
            channel = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
        }
        channel.get().force(false);
        return true;
    }

    /**
     * Waits for the sync that is under way.
     *
     * @throws IOException if a sync failed: what was written before may not be on the device
     */
    @Override
    public void close() throws IOException {
        try {
            if (running.isPresent()) {
                boolean _ = running.get().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was synced");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
        } finally {
            if (channel.isPresent()) {
                channel.get().close();
            }
        }
    }
}
