/**
 * Runs and their events (append-only), receipts and locks, in one SQLite file under the user's
 * state directory. Does not know what the runs are about.
 */
@NullMarked
package dev.flysnap.journal;

import org.jspecify.annotations.NullMarked;
