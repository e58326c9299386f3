package dev.flysnap.contract;

import dev.flysnap.model.sqlite.CheckDepth;
import java.util.List;
import java.util.Optional;

/**
 * How far a copy is. One that failed is answered with its error instead.
 *
 * @param id by which it is read and deleted
 * @param machineId the machine that answers, when it knows
 * @param step what is being done, such as {@code copying}, for a person
 * @param doneBytes of this step
 * @param totalBytes of this step, as far as that can be known
 * @param expiresInMs when it is removed by itself if nobody asks for it, from now
 * @param content what can be read, once it is ready
 */
public record CopyAnswer(
        String id,
        Optional<String> machineId,
        State state,
        Optional<String> step,
        Optional<Long> doneBytes,
        Optional<Long> totalBytes,
        Optional<Long> expiresInMs,
        Optional<Content> content) {
    /** Whether its content can be read. */
    public enum State {
        RUNNING,
        READY
    }

    /**
     * What the reader gets.
     *
     * @param bytes of the content; absent while it is not known
     * @param sha256 of the content, in hex; absent while it is not known
     * @param compression {@code zstd} or {@code gzip}; absent = none
     * @param encrypted whether it was encrypted to the recipients that were asked for
     * @param exact whether it is the state at one moment at which writers were off
     * @param journalMode of the database
     * @param sqliteVersion of the library that made the copy
     * @param checked how it was checked; absent = it was not
     * @param database what it was before it was compressed and encrypted; it must be there where
     *     the copy is encrypted
     * @param path where the machine has the database; absent = it is not told
     * @param sent whether it lies where it was to be sent; absent where it was not to be
     */
    public record Content(
            Optional<Long> bytes,
            Optional<String> sha256,
            Optional<String> compression,
            boolean encrypted,
            boolean exact,
            String journalMode,
            String sqliteVersion,
            Optional<CheckDepth> checked,
            Optional<Plain> database,
            Optional<String> path,
            Optional<Sent> sent) {}

    /**
     * @param whyNot for a person, where it does not lie there
     */
    public record Sent(boolean done, Optional<String> whyNot) {}

    /**
     * The database in the copy.
     *
     * @param sha256 of the plain file; absent while it is not known
     * @param tables absent where they were not counted
     * @param rows of the first tables; absent where they were not counted
     */
    public record Plain(
            long bytes,
            Optional<String> sha256,
            long pageSize,
            long pageCount,
            long userVersion,
            long applicationId,
            String schemaSha256,
            Optional<Integer> tables,
            Optional<List<Rows>> rows) {}

    /**
     * @param more whether there are more than were counted; absent = no
     */
    public record Rows(String table, long rows, Optional<Boolean> more) {}
}
