/**
 * Does single steps to volumes and machines: made, brought into a state, changed under a lease,
 * removed. Must not know the order of steps.
 */
@NullMarked
package dev.flysnap.restore.machine;

import org.jspecify.annotations.NullMarked;
