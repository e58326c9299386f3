/**
 * Fly's own policy for a volume's snapshots (daily ones, retention), and the retention that a run
 * sets for its own snapshot and restores afterwards.
 */
@NullMarked
package dev.flysnap.snapshot.policy;

import org.jspecify.annotations.NullMarked;
