/**
 * Looks at the world and decides how a snapshot is brought back, or an app moved, before anything
 * is touched. Changes nothing.
 */
@NullMarked
package dev.flysnap.restore.plan;

import org.jspecify.annotations.NullMarked;
