package dev.flysnap.sqlite;

/**
 * What {@code PRAGMA wal_checkpoint} answered.
 *
 * @param busy 1 when something kept it from finishing
 * @param log frames in the WAL; -1 without one, or when another checkpointer is at work
 * @param checkpointed how many of them are in the database file
 */
public record CheckpointResult(long busy, long log, long checkpointed) {
    /** There is no WAL. */
    public static final CheckpointResult NO_WAL = new CheckpointResult(0, -1, -1);

    /**
     * Whether every frame is <em>copied</em> into the database file. {@code busy} proves nothing
     * either way, and nothing here says that it is on the device.
     */
    public boolean isComplete() {
        return log >= 0 && checkpointed == log;
    }

    /** How many frames writers added after {@code before}; unknown is very many. */
    public long framesSince(CheckpointResult before) {
        if (log < 0 || before.log < 0) {
            return Long.MAX_VALUE;
        }
        // A shorter WAL was restarted.
        return log < before.log ? log : log - before.log;
    }
}
