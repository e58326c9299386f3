/**
 * Verifies a volume with nothing but the {@code sqlite3} of the app's image: a script that runs
 * detached in the new machine, and short execs that read what it found. Must not know plans, or how
 * a command gets into the machine.
 */
@NullMarked
package dev.flysnap.restore.sqlite3;

import org.jspecify.annotations.NullMarked;
