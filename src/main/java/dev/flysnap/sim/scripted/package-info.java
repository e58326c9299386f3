/**
 * Machines and volumes in memory: scripts instead of processes, maps instead of directories. On a
 * virtual clock, a long scenario takes milliseconds. Must not know HTTP or flysnap.
 */
@NullMarked
package dev.flysnap.sim.scripted;

import org.jspecify.annotations.NullMarked;
