package dev.flysnap.sqlite.quiesce;

import dev.flysnap.sqlite.CheckpointResult;
import dev.flysnap.sqlite.DatabaseFacts;
import java.util.Optional;

/**
 * One database at T, the moment at which the last sync had returned: writers were off, and every
 * commit that was acknowledged before is on the device.
 *
 * @param checkpoint the last one under the lock; {@link CheckpointResult#isComplete} says whether
 *     the database file alone holds everything
 * @param walBytes size of the WAL at T
 * @param syncProven false where the file system cannot be trusted to sync what lies below it
 */
public record QuiescedDatabase(
        QuiesceTarget target,
        String journalMode,
        CheckpointResult checkpoint,
        long walBytes,
        boolean syncProven,
        DatabaseFacts facts,
        Optional<String> note) {}
