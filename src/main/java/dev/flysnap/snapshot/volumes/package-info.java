/**
 * Which volume of an app is meant, and which of its volumes do not hold its data now: superseded
 * ones, and those that were made to be looked at.
 */
@NullMarked
package dev.flysnap.snapshot.volumes;

import org.jspecify.annotations.NullMarked;
