package dev.flysnap.agent.copy;

import dev.flysnap.seal.ContentHash;
import java.io.IOException;
import java.util.Optional;

/** What a caller reads of a copy. For one reader at a time. */
sealed interface CopyContent extends AutoCloseable permits FileContent, StreamContent {
    /** What one read gives at most: it is held in memory. */
    int MAX_PART_BYTES = 1 << 20;

    /**
     * @param from where the part begins; anything up to the end of what was read so far, as far as
     *     that is still there
     * @throws IOException if it cannot be read
     */
    CopyBytes read(long from, int maxBytes) throws IOException;

    /** Once its end is known. */
    Optional<ContentHash> stored();

    /** Of the database in it, once its end is known. */
    Optional<ContentHash> plain();

    @Override
    void close();
}
