package dev.flysnap.sqlite.quiesce;

import java.time.Duration;

/**
 * How long a quiesce may take, and may block writers.
 *
 * @param lockWait how long to try to get the write locks; writers go on meanwhile
 * @param underLock the longest that the work between the locks and the last sync may take; past it
 *     writers are let go and the quiesce fails
 * @param readerPatience how long to wait, under the lock, for readers that keep the checkpoint from
 *     completing
 * @param checkpointerPatience how long to wait, under the lock, for another checkpointer
 * @param truncateBusy how long a TRUNCATE may keep writers waiting for a reader
 * @param truncateMaxWalBytes a larger WAL is not cut: that takes 0.4 to 0.7 ms a MB under the lock
 */
public record QuiesceLimits(
        Duration lockWait,
        Duration underLock,
        Duration readerPatience,
        Duration checkpointerPatience,
        Duration truncateBusy,
        long truncateMaxWalBytes) {
    public static final QuiesceLimits DEFAULT =
            new QuiesceLimits(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(40),
                    Duration.ofMillis(250),
                    Duration.ofMillis(30),
                    100L << 20);

    public QuiesceLimits withUnderLock(Duration limit) {
        return new QuiesceLimits(
                lockWait,
                limit,
                readerPatience,
                checkpointerPatience,
                truncateBusy,
                truncateMaxWalBytes);
    }
}
