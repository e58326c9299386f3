/**
 * Runs and their events (append-only), receipts and locks, in one SQLite file under the user's
 * state directory, apart for each Fly and organisation. Does not know what the runs are about.
 */
@NullMarked
package dev.flysnap.journal;

import org.jspecify.annotations.NullMarked;
