/**
 * Copies that are made in the app's machine: how they are ordered, awaited and read from here, by
 * an agent, an app's own hook, or nothing but the {@code sqlite3} of the image. Must not know where
 * a copy is kept.
 */
@NullMarked
package dev.flysnap.hook.copy;

import org.jspecify.annotations.NullMarked;
