/**
 * Tells which snapshot of a volume is the one that was asked for. Fly has no idempotency keys: it
 * goes by the id in the answer and by the difference of lists, and says that it does not know
 * rather than guess.
 */
@NullMarked
package dev.flysnap.snapshot.identify;

import org.jspecify.annotations.NullMarked;
