/**
 * Identifies the snapshot of a volume that a run requested. Fly has no idempotency keys, so this
 * uses the id in the answer and the difference between lists from before and after; it fails rather
 * than guess.
 */
@NullMarked
package dev.flysnap.snapshot.identify;

import org.jspecify.annotations.NullMarked;
