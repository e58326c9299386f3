/**
 * What moves the simulated world: one lock, a clock (real, or one that only moves when somebody
 * waits), and the hands that do to processes and disks what the world's rules ask for. Decides
 * nothing by itself.
 */
@NullMarked
package dev.flysnap.sim.engine;

import org.jspecify.annotations.NullMarked;
