/**
 * Machines as real process trees that end with the simulator, even when it is killed. Must not know
 * the world, HTTP, or what flysnap does with a machine.
 */
@NullMarked
package dev.flysnap.sim.process;

import org.jspecify.annotations.NullMarked;
