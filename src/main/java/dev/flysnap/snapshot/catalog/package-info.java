/**
 * Lists the snapshots of living and deleted volumes, with what this journal knows about each, and
 * finds the one that a user names.
 */
@NullMarked
package dev.flysnap.snapshot.catalog;

import org.jspecify.annotations.NullMarked;
