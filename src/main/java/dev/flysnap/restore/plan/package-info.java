/**
 * Reads what is on Fly and plans how a snapshot is restored, an app is moved, or a run is
 * continued. Changes nothing.
 */
@NullMarked
package dev.flysnap.restore.plan;

import org.jspecify.annotations.NullMarked;
