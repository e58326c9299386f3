/**
 * What Fly does with a volume's snapshots by itself, and the retention that a run borrows for its
 * own snapshot and puts back.
 */
@NullMarked
package dev.flysnap.snapshot.policy;

import org.jspecify.annotations.NullMarked;
