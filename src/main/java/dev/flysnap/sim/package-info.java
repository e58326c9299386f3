/**
 * A Fly of one's own: a world (pure state and a clock), faults as values, volumes, processes and an
 * HTTP front. Knows nothing of flysnap, so that what flysnap believes of Fly cannot leak into it.
 */
@NullMarked
package dev.flysnap.sim;

import org.jspecify.annotations.NullMarked;
