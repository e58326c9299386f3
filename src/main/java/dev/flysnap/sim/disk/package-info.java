/**
 * Volumes and snapshots that really hold bytes: folders anywhere, block devices on Linux with root.
 * Must not know the world, HTTP, or which processes use a volume.
 */
@NullMarked
package dev.flysnap.sim.disk;

import org.jspecify.annotations.NullMarked;
