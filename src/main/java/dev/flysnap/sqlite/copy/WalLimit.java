package dev.flysnap.sqlite.copy;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.WalFile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConnection;

/**
 * Ends a read transaction when the WAL that it keeps has grown too large. It looks from a thread of
 * its own: whoever takes the copy may hang.
 */
final class WalLimit implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Database reader;
    private final long maxBytes;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean hasEnded;

    private WalLimit(Database reader, long maxBytes) {
        this.reader = reader;
        this.maxBytes = maxBytes;
    }

    /**
     * @param reader in a read transaction
     */
    static WalLimit of(Database reader, long maxBytes) {
        WalLimit limit = new WalLimit(reader, maxBytes);
        Thread _ = Thread.ofPlatform().daemon().name("flysnap-wal-limit").start(limit::watch);
        return limit;
    }

    private void watch() {
        try {
            while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (isPassed()) {
                    end();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        if (over.getCount() > 0) {
            // First: what is read from now on may be of a later state.
            hasEnded = true;
            interrupt();
            reader.rollback();
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

    /** Ends a statement that is under way. */
    private void interrupt() {
        try {
            reader.connection().unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException e) {
            // Then it ends by itself.
        }
    }

    /** Also ends a statement that is under way. */
    @Override
    public synchronized void close() {
        over.countDown();
        interrupt();
    }
}
