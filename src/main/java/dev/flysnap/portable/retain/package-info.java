/**
 * Which copies of a store are kept, in the meaning that restic gave to each rule, and the removal
 * of the others. The decision is pure.
 *
 * <pre>
 * for each app and database by itself, its copies newest first:
 *   keep the newest that was checked; keep those with a label, and those within a period of the newest
 *   of each kind (last, hour, day, week, month, year) keep the newest copy of each of the last N
 *   that have one; while N is not used up, the oldest copy too
 * remove the manifest, then the content of every other one
 * remove contents and drafts without a manifest that are older than 24 hours
 * </pre>
 */
@NullMarked
package dev.flysnap.portable.retain;

import org.jspecify.annotations.NullMarked;
