/**
 * Waiting: the seam that lets the whole program run on a virtual clock. Knows nothing of what is
 * waited for.
 */
@NullMarked
package dev.flysnap.time;

import org.jspecify.annotations.NullMarked;
