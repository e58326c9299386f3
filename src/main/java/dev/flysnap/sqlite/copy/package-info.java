/**
 * Copies a database that an app is writing to into a file or a stream, whole and consistent: every
 * commit acknowledged before the copy began is in it. Must not know where copies are kept.
 *
 * <pre>
 * vacuum: VACUUM INTO: the live data only, in one read transaction
 * backup: the backup API: every page; in WAL mode in one read transaction, so that it never starts
 *         again; else in steps, and after a few restarts in one read transaction too
 * raw:    open the file before any connection      // closing it later would drop SQLite's locks
 *         quiesce: writers off, the whole WAL copied into the file
 *         begin a read transaction and read        // no checkpoint can touch the file from here on
 *         release writers, after milliseconds
 *         copy that file alone, zeros for free pages
 *         end the read transaction when the WAL grows past its limit, whatever the copy waits for
 * </pre>
 */
@NullMarked
package dev.flysnap.sqlite.copy;

import org.jspecify.annotations.NullMarked;
