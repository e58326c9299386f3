package dev.flysnap.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Brings a large file to the device while it is written: the sync at its end then has little left,
 * and an app on the same disk never waits for gigabytes with a sync of its own. Linux only;
 * elsewhere all is left to that sync, which is to be made in any case.
 *
 * <p>Linux tells a failed write only once, and may forget it when nobody has the file open: {@link
 * #close} tells what failed until then of a file that is {@linkplain #complete complete}.
 */
public final class SteadySync implements AutoCloseable {
    /** Of a smaller file nobody has much to wait for. */
    public static final long LEAST_BYTES = 32 << 20;

    private static final long STEP_BYTES = 8 << 20;

    private final Path file;
    private long begunBytes;
    private boolean isComplete;
    private Optional<FileChannel> channel = Optional.empty();
    private Optional<LinuxFile> system = Optional.empty();
    private Optional<FutureTask<Boolean>> running = Optional.empty();

    /**
     * @param file need not be there before its first bytes are written
     */
    public SteadySync(Path file) {
        this.file = file;
    }

    /**
     * Takes room for the whole file, which is there, where that makes writing it quicker. Only the
     * first time; waits for nothing.
     *
     * @param bytes what is not written of them is given back by {@link #close}
     */
    public void reserve(long bytes) {
        if (bytes >= LEAST_BYTES && running.isEmpty()) {
            begin(() -> {
                open();
                if (system.isPresent()) {
                    system.get().reserve(bytes);
                }
                return true;
            });
        }
    }

    /** Waits for nothing; called by one thread, as often as it likes. */
    public void written(long totalBytes) {
        boolean isDue = totalBytes >= LEAST_BYTES && totalBytes - begunBytes >= STEP_BYTES;
        if (isDue && running.map(FutureTask::isDone).orElse(true) && !hasFailed()) {
            begunBytes = totalBytes;
            begin(() -> {
                open();
                system.ifPresent(LinuxFile::writeBack);
                return true;
            });
        }
    }

    private boolean hasFailed() {
        return running.map(FutureTask::state).orElse(FutureTask.State.SUCCESS)
                == FutureTask.State.FAILED;
    }

    /** One at a time, each in a thread of its own. */
    private void begin(Callable<Boolean> step) {
        FutureTask<Boolean> next = new FutureTask<>(step);
        running = Optional.of(next);
        Thread _ = Thread.ofPlatform().daemon().name("flysnap-sync").start(next);
    }

    private void open() throws IOException {
        if (channel.isEmpty()) {
            channel = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
            system = LinuxFile.open(file);
        }
    }

    /** The file is whole: {@link #close} is to wait until the device has what was begun with. */
    public void complete() {
        isComplete = true;
    }

    /**
     * Waits for what is under way. Nobody writes to the file any more.
     *
     * @throws IOException if something could not be brought to the device
     */
    @Override
    public void close() throws IOException {
        try {
            if (running.isPresent()) {
                awaitStep(running.get());
            }
            if (isComplete && channel.isPresent()) {
                channel.get().force(false);
            }
        } finally {
            closeAll();
        }
    }

    /** To its end, as it uses what is closed next. */
    private static void awaitStep(FutureTask<Boolean> step) throws IOException {
        boolean isInterrupted = false;
        while (true) {
            try {
                boolean _ = step.get();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() throws IOException {
        try {
            if (system.isPresent()) {
                system.get().close();
            }
        } finally {
            if (channel.isPresent()) {
                channel.get().close();
            }
        }
    }
}
