/**
 * Takes snapshots of several volumes as one run with a child run each, scheduled to fit Fly's rate
 * limits. A failure does not stop the others.
 */
@NullMarked
package dev.flysnap.snapshot.fleet;

import org.jspecify.annotations.NullMarked;
