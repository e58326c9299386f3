/**
 * Puts databases in place in the app's machine, by the hook contract's level 3: sends the new files
 * in parts, has the hook replace the old ones, and waits for the outcome. Must not know where the
 * files come from, or runs.
 */
@NullMarked
package dev.flysnap.hook.replace;

import org.jspecify.annotations.NullMarked;
