package dev.flysnap.contract;

import java.util.List;
import java.util.Optional;

/**
 * One database at the moment at which the quiesce's last sync had returned.
 *
 * @param path of the file, as the hook sees it; must be absolute, since a relative one does not
 *     tell whether it is on the volume
 * @param journalMode as SQLite names it: {@code wal}, {@code delete}, …
 * @param walBytes size of the WAL beside the file, in bytes; 0 when there is none
 * @param held whether writers are off, from before the last sync until the lease ends; never true
 *     when the hold was already over at the answer
 * @param synced whether every commit that was acknowledged before the last sync is proven to be on
 *     the device, WAL included where it is needed
 * @param schemaSha256 hash of the sorted {@code sql} of {@code sqlite_schema}, in hex
 * @param rows of the first tables, counted while writers were off; absent where nobody counted them
 * @param note what the operator should know, such as why the checkpoint stayed incomplete
 */
public record DatabaseState(
        String name,
        String path,
        String journalMode,
        Checkpoint checkpoint,
        long walBytes,
        boolean held,
        boolean synced,
        Optional<Long> pageSize,
        Optional<Long> pageCount,
        Optional<Long> userVersion,
        Optional<Long> applicationId,
        Optional<String> schemaSha256,
        Optional<List<CopyAnswer.Rows>> rows,
        Optional<String> note) {

    /** One whose rows were not counted. */
    public DatabaseState(
            String name,
            String path,
            String journalMode,
            Checkpoint checkpoint,
            long walBytes,
            boolean held,
            boolean synced,
            Optional<Long> pageSize,
            Optional<Long> pageCount,
            Optional<Long> userVersion,
            Optional<Long> applicationId,
            Optional<String> schemaSha256,
            Optional<String> note) {
        this(
                name,
                path,
                journalMode,
                checkpoint,
                walBytes,
                held,
                synced,
                pageSize,
                pageCount,
                userVersion,
                applicationId,
                schemaSha256,
                Optional.empty(),
                note);
    }

    /**
     * Whether the database file is complete without its WAL. With a rollback journal it is while no
     * writer is active.
     */
    public boolean isCompleteInFile() {
        return journalMode.equalsIgnoreCase("wal") ? checkpoint.isComplete() : held;
    }
}
