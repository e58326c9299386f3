/**
 * Failures between a client and the platform, as values queued for a request. Must not know the
 * world or sockets.
 */
@NullMarked
package dev.flysnap.sim.fault;

import org.jspecify.annotations.NullMarked;
