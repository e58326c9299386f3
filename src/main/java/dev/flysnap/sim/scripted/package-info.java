/**
 * Machines and volumes that are nothing but memory: small scripts instead of processes, maps
 * instead of folders. With a virtual clock a whole story takes milliseconds.
 */
@NullMarked
package dev.flysnap.sim.scripted;

import org.jspecify.annotations.NullMarked;
