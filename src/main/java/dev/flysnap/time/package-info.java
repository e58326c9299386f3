/**
 * Sleeping and durations. {@code Sleeper} lets the whole program run on a virtual clock. Knows no
 * other package.
 */
@NullMarked
package dev.flysnap.time;

import org.jspecify.annotations.NullMarked;
