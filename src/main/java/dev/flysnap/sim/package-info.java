/**
 * Puts a simulated Fly together and starts it, so that flysnap can be tried and tested without an
 * account. Must not know flysnap itself: what flysnap assumes about Fly would otherwise leak into
 * what it is tested against.
 */
@NullMarked
package dev.flysnap.sim;

import org.jspecify.annotations.NullMarked;
