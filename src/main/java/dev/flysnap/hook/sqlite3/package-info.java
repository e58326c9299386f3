/**
 * Quiesces databases without an agent: a fixed script that uses the image's {@code sqlite3} runs
 * through Fly's exec. Implements the same contract as an agent; must not know runs or grades.
 */
@NullMarked
package dev.flysnap.hook.sqlite3;

import org.jspecify.annotations.NullMarked;
