/**
 * Single steps on volumes and machines: create, change under a lease, wait for a state, delete.
 * Must not know the order of steps.
 */
@NullMarked
package dev.flysnap.restore.machine;

import org.jspecify.annotations.NullMarked;
