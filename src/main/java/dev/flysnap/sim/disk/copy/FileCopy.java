package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.file.Path;

/** How the content of one regular file gets into another: by sharing blocks, or by copying. */
public sealed interface FileCopy permits SharedBlocks, ChangedBlocks {

    /**
     * Gives {@code target}, made if it is absent, the content of {@code source}.
     *
     * @throws java.nio.file.NoSuchFileException if the source has vanished
     */
    void copy(Path source, Path target) throws IOException;
}
