package dev.flysnap.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where the disks of load test and bench lie in memory, if there is room: their images do not
 * become slower then when the computer's own disk has had enough (40 s or 120 s for the same test,
 * seen). What is only in the page cache is missing in a snapshot all the same.
 */
final class MemoryDirectory implements TempDirFactory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** WALs of 2.5 GB have been seen, with writers that outran a checkpoint. */
    private static final long ENOUGH_BYTES = 8L << 30;

    @Override
    public Path createTempDirectory(
            AnnotatedElementContext elementContext, ExtensionContext extensionContext)
            throws IOException {
        return make("flysnap-load");
    }

    /**
     * @param wanted where the user wants it
     */
    static Path make(Optional<Path> wanted, String name) throws IOException {
        return wanted.isPresent() ? Files.createTempDirectory(wanted.get(), name) : make(name);
    }

    private static Path make(String name) throws IOException {
        return hasRoom()
                ? Files.createTempDirectory(SHARED_MEMORY, name)
                : Files.createTempDirectory(name);
    }

    static boolean hasRoom() throws IOException {
        return Files.isWritable(SHARED_MEMORY)
                && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= ENOUGH_BYTES;
    }
}
