/**
 * Copies and compares the content of files, and puts finished directories in place atomically. Must
 * not know volumes or snapshots.
 */
@NullMarked
package dev.flysnap.sim.disk.copy;

import org.jspecify.annotations.NullMarked;
