/**
 * Sleeping, and the texts of durations and moments. {@code Sleeper} lets the whole program run on a
 * virtual clock. Knows no other package.
 */
@NullMarked
package dev.flysnap.time;

import org.jspecify.annotations.NullMarked;
