/**
 * The story that {@code flysnap demo} shows to newcomers: an app writes, a snapshot is taken, the
 * volume is lost and restored. Runs flysnap as a separate process; must not know its internals.
 */
@NullMarked
package dev.flysnap.demo;

import org.jspecify.annotations.NullMarked;
