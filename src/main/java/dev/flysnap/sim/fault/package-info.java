/**
 * What can go wrong between a client and the platform, as values that are queued for a call. Knows
 * neither the world nor a socket.
 */
@NullMarked
package dev.flysnap.sim.fault;

import org.jspecify.annotations.NullMarked;
