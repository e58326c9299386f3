/**
 * What is known about a snapshot and what follows from it: the evidence, the grade, never better
 * than was proven ({@link dev.flysnap.proof.Grading}), and the receipt. Pure: asks nobody, writes
 * nothing.
 */
@NullMarked
package dev.flysnap.proof;

import org.jspecify.annotations.NullMarked;
