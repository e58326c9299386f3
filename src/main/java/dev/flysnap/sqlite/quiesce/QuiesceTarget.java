package dev.flysnap.sqlite.quiesce;

import dev.flysnap.model.sqlite.WalResetBug;
import java.nio.file.Path;

/**
 * A database that is to be quiesced.
 *
 * @param name what the caller calls it
 * @param file its real path, without symbolic links
 * @param mayTruncate whether cutting its WAL is known to be safe: both SQLite libraries free of
 *     {@link WalResetBug}, and nothing beside it that reads the WAL for itself
 * @param mayBeLeftOut whether nobody named it: where it turns out to be no database, the others are
 *     quiesced without it
 */
public record QuiesceTarget(String name, Path file, boolean mayTruncate, boolean mayBeLeftOut) {

    /** One that was named. */
    public QuiesceTarget(String name, Path file, boolean mayTruncate) {
        this(name, file, mayTruncate, false);
    }
}
