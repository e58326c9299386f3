/**
 * Volumes as plain directories, for every system and user. A snapshot also contains what was only
 * in the page cache. Must not know the world, HTTP, or which processes use a volume.
 */
@NullMarked
package dev.flysnap.sim.disk.folder;

import org.jspecify.annotations.NullMarked;
