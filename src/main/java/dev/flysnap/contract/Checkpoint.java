package dev.flysnap.contract;

/**
 * What {@code PRAGMA wal_checkpoint} said, in its own words.
 *
 * @param busy 0, or 1 when something kept it from finishing
 * @param log frames in the WAL; -1 when the database has none
 * @param checkpointed how many of them are in the database file; -1 when there is no WAL
 */
public record Checkpoint(long busy, long log, long checkpointed) {
    /** The answer for a database that is not in WAL mode. */
    public static final Checkpoint NO_WAL = new Checkpoint(0, -1, -1);

    /**
     * Whether every frame was copied into the database file; that says nothing about the device.
     * {@code busy} is no proof: it is 0 as well where there is no WAL, and 1 when everything was
     * copied and the WAL could only not be cut.
     */
    public boolean isComplete() {
        return log >= 0 && checkpointed == log;
    }
}
