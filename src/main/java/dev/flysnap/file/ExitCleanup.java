package dev.flysnap.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Deletes a temporary file or folder, or takes back something else, when it is closed, and when the
 * process is ended before that by Ctrl-C or SIGTERM. Only kill -9 and a power cut leave it behind.
 */
public final class ExitCleanup implements AutoCloseable {
    private final Runnable work;
    private final Thread hook;

    private ExitCleanup(Runnable work) {
        this.work = work;
        this.hook = new Thread(work, "flysnap-cleanup");
    }

    /** Of something that this process made, or is about to make. */
    public static ExitCleanup of(Path path) {
        return of(() -> deleteQuietly(path));
    }

    /** Of something that is no file; {@code work} does not throw, and may be done twice. */
    public static ExitCleanup of(Runnable work) {
        ExitCleanup cleanup = new ExitCleanup(work);
        Runtime.getRuntime().addShutdownHook(cleanup.hook);
        return cleanup;
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
        work.run();
    }

    /** What cannot be deleted now is found by its name and age later. */
    private static void deleteQuietly(Path path) {
        try {
            delete(path);
        } catch (IOException | UncheckedIOException e) {
            // See above.
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
