/**
 * Takes snapshots of several volumes as one run with a child run each, in turns that fit Fly's rate
 * limits. What fails stops none of the others.
 */
@NullMarked
package dev.flysnap.snapshot.fleet;

import org.jspecify.annotations.NullMarked;
