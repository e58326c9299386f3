package dev.flysnap.portable.take;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest.SqliteFacts;
import dev.flysnap.sqlite.check.TableCounts;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a copy before it is kept.
 *
 * @param path where its machine has the database, if that tells
 */
record KnownCopy(
        Instant completeUntil,
        boolean isExact,
        CheckDepth checked,
        SqliteFacts sqlite,
        Optional<TableCounts> counts,
        Optional<String> path) {
    /** Of a file of this computer, whose path the request has. */
    KnownCopy(
            Instant completeUntil,
            boolean isExact,
            CheckDepth checked,
            SqliteFacts sqlite,
            Optional<TableCounts> counts) {
        this(completeUntil, isExact, checked, sqlite, counts, Optional.empty());
    }

    KnownCopy at(Optional<String> where) {
        return new KnownCopy(completeUntil, isExact, checked, sqlite, counts, where);
    }
}
