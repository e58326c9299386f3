/**
 * Machines as real trees of processes, which end with the simulator however it ends. Must not know
 * the world, HTTP, or what flysnap does with a machine.
 */
@NullMarked
package dev.flysnap.sim.process;

import org.jspecify.annotations.NullMarked;
