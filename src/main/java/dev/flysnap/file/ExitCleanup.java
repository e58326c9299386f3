package dev.flysnap.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Deletes a temporary file or folder, or takes back something else, when it is closed, and when the
 * process is ended before that by Ctrl-C or SIGTERM. Only kill -9 and a power cut leave it behind.
 *
 * <p>The threads of a process go on while it is being ended: what must not stay is made by {@link
 * #make}.
 */
public final class ExitCleanup implements AutoCloseable {
    /** Of a folder into which somebody still writes: each one finds less. */
    private static final int MAX_TRIES = 100;

    private final Runnable work;
    private final Thread hook;
    private boolean isOver;

    private ExitCleanup(Runnable work) {
        this.work = work;
        this.hook = new Thread(this::end, "flysnap-cleanup");
    }

    /** Of something that this process made, or is about to make. */
    public static ExitCleanup of(Path path) {
        return of(() -> deleteQuietly(path));
    }

    /** Of a folder that it makes, and that only its owner can look into. */
    public static ExitCleanup ofNewFolder(Path path) throws IOException {
        ExitCleanup cleanup = of(path);
        try {
            Path _ =
                    cleanup.make(() ->
                            Files.createDirectory(
                                    path,
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rwx------"))));
            return cleanup;
        } catch (IOException e) {
            // What is there is another's.
            cleanup.cancel();
            throw e;
        }
    }

    /** Of something that is no file; {@code work} does not throw, and may be done twice. */
    public static ExitCleanup of(Runnable work) {
        ExitCleanup cleanup = new ExitCleanup(work);
        cleanup.register();
        return cleanup;
    }

    /**
     * Of something elsewhere, which may not answer.
     *
     * @param limit how long it is waited for
     */
    public static ExitCleanup within(Duration limit, Runnable work) {
        return of(() -> {
            Thread thread = Thread.ofPlatform().daemon().name("flysnap-cleanup").start(work);
            try {
                boolean _ = thread.join(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void register() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and takes no more hooks.
            isOver = true;
        }
    }

    /** Makes something. */
    public interface Making<T> {
        T make() throws IOException;
    }

    /**
     * Makes what this takes back, and not while that is done: a signal finds it made, or it is not
     * made.
     *
     * @throws InterruptedIOException if the process is being ended
     */
    public synchronized <T> T make(Making<T> making) throws IOException {
        if (isOver) {
            throw new InterruptedIOException("flysnap is being ended");
        }
        return making.make();
    }

    private void end() {
        synchronized (this) {
            isOver = true;
        }
        work.run();
    }

    /** It is kept now. */
    public void cancel() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook at work.
        }
    }

    @Override
    public void close() {
        cancel();
        end();
    }

    /** What cannot be deleted now is found by its name and age later. */
    private static void deleteQuietly(Path path) {
        for (int i = 0; i < MAX_TRIES && Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
            try {
                delete(path);
            } catch (IOException | UncheckedIOException e) {
                // Another thread writes into it, or deletes it too.
            }
        }
    }

    /** Deletes a file, or a folder with everything in it; links are not followed. */
    public static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            boolean _ = Files.deleteIfExists(path);
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                boolean _ = Files.deleteIfExists(each);
            }
        }
    }
}
