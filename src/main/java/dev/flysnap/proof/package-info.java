/**
 * What is known about a snapshot and what follows from it: the {@link dev.flysnap.proof.Evidence},
 * the {@link dev.flysnap.proof.Grade} and the {@link dev.flysnap.proof.Receipt}. What makes a grade
 * {@code stopped}, {@code held}, {@code synced} or lower is decided in one place, {@link
 * dev.flysnap.proof.Grading}, and is never better than was proven. Pure: calls nothing, writes
 * nothing.
 */
@NullMarked
package dev.flysnap.proof;

import org.jspecify.annotations.NullMarked;
