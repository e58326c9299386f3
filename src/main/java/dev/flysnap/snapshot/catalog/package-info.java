/**
 * The snapshots that there are: of living and of deleted volumes, with what this journal knows of
 * each, and which one a user means.
 */
@NullMarked
package dev.flysnap.snapshot.catalog;

import org.jspecify.annotations.NullMarked;
