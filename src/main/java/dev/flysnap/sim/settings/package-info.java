/**
 * How a simulated Fly behaves: delays, switches for what Fly leaves undocumented, entrypoints of
 * images. Plain values; must not know the world that they are applied to.
 */
@NullMarked
package dev.flysnap.sim.settings;

import org.jspecify.annotations.NullMarked;
