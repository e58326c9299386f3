/**
 * Brings a snapshot back: a new volume, a machine that first verifies and then becomes the app, the
 * cutover, and the way back. Knows snapshots and everything below; must not know terminals.
 */
@NullMarked
package dev.flysnap.restore;

import org.jspecify.annotations.NullMarked;
