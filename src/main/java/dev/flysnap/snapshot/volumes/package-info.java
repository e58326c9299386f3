/**
 * Chooses the volumes of an app that a command is about, follows those that Fly has moved to
 * another host, and tells which of its volumes do not hold its current data: superseded ones, and
 * those of volume-only restores.
 */
@NullMarked
package dev.flysnap.snapshot.volumes;

import org.jspecify.annotations.NullMarked;
