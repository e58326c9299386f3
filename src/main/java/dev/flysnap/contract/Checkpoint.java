package dev.flysnap.contract;

/**
 * The result of {@code PRAGMA wal_checkpoint}, with its own names.
 *
 * @param busy 0, or 1 when something kept it from completing
 * @param log frames in the WAL; -1 when the database has none
 * @param checkpointed how many of them are in the database file; -1 when there is no WAL
 */
public record Checkpoint(long busy, long log, long checkpointed) {
    /** The answer for a database that is not in WAL mode. */
    public static final Checkpoint NO_WAL = new Checkpoint(0, -1, -1);

    /**
     * Whether every frame was copied into the database file; whether it was synced is not known.
     * {@code busy} does not tell: it is 0 also where there is no WAL, and 1 also when everything
     * was copied and only the WAL could not be truncated.
     */
    public boolean isComplete() {
        return log >= 0 && checkpointed == log;
    }
}
