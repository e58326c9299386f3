/**
 * Runs a simulated world: one lock, a real or virtual clock, and the execution of effects on
 * processes and disks. Must not contain rules of the platform.
 */
@NullMarked
package dev.flysnap.sim.engine;

import org.jspecify.annotations.NullMarked;
