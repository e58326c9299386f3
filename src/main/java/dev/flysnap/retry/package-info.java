/**
 * Repeats attempts that failed: how often, after which pauses, for how long in all. Counting and
 * pauses are resilience4j's; a {@link dev.flysnap.time.Sleeper} waits, so that a virtual clock
 * works. Must not know what is attempted, nor decide what may be repeated.
 */
@NullMarked
package dev.flysnap.retry;

import org.jspecify.annotations.NullMarked;
