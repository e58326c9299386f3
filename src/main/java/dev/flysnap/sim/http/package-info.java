/**
 * The simulated Fly as its clients see it: the Machines API over HTTP on loopback, with tokens,
 * rate limits, and faults on the socket. Translates; the rules are the world's.
 */
@NullMarked
package dev.flysnap.sim.http;

import org.jspecify.annotations.NullMarked;
