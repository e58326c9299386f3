/**
 * What is proven about a snapshot: the evidence, the grade that follows from it ({@link
 * dev.flysnap.proof.Grading}), and the receipt. Pure: sends and writes nothing.
 */
@NullMarked
package dev.flysnap.proof;

import org.jspecify.annotations.NullMarked;
