package dev.flysnap.sqlite.copy;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.WalFile;
import java.time.Duration;

/**
 * Ends a read transaction when the WAL that it keeps has grown too large. It looks from a thread of
 * its own: whoever takes the copy may hang.
 */
final class WalLimit implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Database reader;
    private final long maxBytes;
    private final Watch watch;
    private volatile boolean hasEnded;

    /**
     * @param reader in a read transaction
     */
    WalLimit(Database reader, long maxBytes) {
        this.reader = reader;
        this.maxBytes = maxBytes;
        this.watch = Watch.begin(LOOK, () -> !isPassed() || !hasEndedIt());
    }

    /** False where a statement is just beginning or between two rows: then it is tried again. */
    private boolean hasEndedIt() {
        // First: what is read from now on may be of a later state.
        hasEnded = true;
        reader.interrupt();
        try {
            reader.rollback();
            return true;
        } catch (FlysnapException e) {
            return false;
        }
    }

    private boolean isPassed() {
        return WalFile.bytesBeside(reader.file()) > maxBytes;
    }

    /**
     * After something was read, which may be of a later state otherwise.
     *
     * @throws FlysnapException if the WAL has grown past the limit
     */
    void demand() {
        if (hasEnded || isPassed()) {
            throw CopyProblems.walTooLarge(reader.file(), maxBytes).exception();
        }
    }

    /** Also ends a statement that is under way. */
    @Override
    public void close() {
        reader.interrupt();
        watch.close();
    }
}
