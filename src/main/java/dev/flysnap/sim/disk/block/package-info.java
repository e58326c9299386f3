/**
 * Volumes on real block devices, as on Fly; needs Linux and root. A snapshot contains only what
 * reached the device. Must not know the world, HTTP, or which processes use a volume.
 */
@NullMarked
package dev.flysnap.sim.disk.block;

import org.jspecify.annotations.NullMarked;
