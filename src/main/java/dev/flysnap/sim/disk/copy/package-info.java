/**
 * Copies and compares file contents, and puts finished files and directories in place atomically.
 * Must not know volumes or snapshots.
 */
@NullMarked
package dev.flysnap.sim.disk.copy;

import org.jspecify.annotations.NullMarked;
