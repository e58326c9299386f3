/**
 * Quiesces databases of a machine that has nothing but {@code sqlite3} in its image, by a fixed
 * script that runs through Fly's exec. Speaks the same contract as an agent does; must not know
 * runs or grades.
 */
@NullMarked
package dev.flysnap.hook.sqlite3;

import org.jspecify.annotations.NullMarked;
