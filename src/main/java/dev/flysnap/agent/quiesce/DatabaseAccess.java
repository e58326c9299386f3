package dev.flysnap.agent.quiesce;

import java.time.Duration;

/**
 * Who of this process works on the databases: many at once, or one that replaces them and tolerates
 * nobody else. A connection that is opened meanwhile could make a WAL beside a file that is not its
 * own.
 */
public final class DatabaseAccess {
    private int users;
    private boolean isExclusive;

    /** Ends the work. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * For as long as connections are open.
     *
     * @throws HookException while the databases are being replaced
     */
    public synchronized Use use() {
        requireOpen();
        users++;
        return this::left;
    }

    /**
     * @throws HookException while the databases are being replaced
     */
    synchronized void requireOpen() {
        if (isExclusive) {
            throw HookException.replacing();
        }
    }

    private synchronized void left() {
        users--;
        notifyAll();
    }

    /**
     * Lets nobody else in, and waits until all have left.
     *
     * @throws HookException if they do not leave in time
     */
    public synchronized Use exclude(Duration limit) {
        requireOpen();
        isExclusive = true;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (users > 0) {
                long leftMs = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    isExclusive = false;
                    throw HookException.stillUsed();
                }
                wait(leftMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isExclusive = false;
            throw HookException.stillUsed();
        }
        return this::reopened;
    }

    private synchronized void reopened() {
        isExclusive = false;
    }
}
