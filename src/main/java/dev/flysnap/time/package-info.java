/**
 * Sleeping, being asked to stop, and the texts of durations and moments. {@code Sleeper} lets the
 * whole program run on a virtual clock; an {@code Interruption} is how a signal, or a test, reaches
 * it. Knows no other package.
 */
@NullMarked
package dev.flysnap.time;

import org.jspecify.annotations.NullMarked;
