/**
 * Machines as real process trees, which end when the simulator ends, even by kill -9. Must not know
 * the world, HTTP, or what flysnap does with a machine.
 */
@NullMarked
package dev.flysnap.sim.process;

import org.jspecify.annotations.NullMarked;
