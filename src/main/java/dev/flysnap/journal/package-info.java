/**
 * What flysnap did and what it learned: runs and their events, append-only, receipts, and locks, in
 * one SQLite file under the user's state directory. Knows nothing of what the runs are about.
 */
@NullMarked
package dev.flysnap.journal;

import org.jspecify.annotations.NullMarked;
