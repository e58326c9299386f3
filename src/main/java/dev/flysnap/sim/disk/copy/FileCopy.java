package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.file.Path;

/** Copies the content of a regular file: by sharing blocks, or byte by byte. */
public sealed interface FileCopy permits SharedBlocks, ChangedBlocks {

    /**
     * Gives {@code target} the content of {@code source}; creates it if it is missing.
     *
     * @throws java.nio.file.NoSuchFileException if the source has vanished
     */
    void copy(Path source, Path target) throws IOException;
}
