/**
 * Carries out a restore plan, forward or back, and continues it after a crash: {@link
 * dev.flysnap.restore.run.Restore} is what the command line calls. The order of the steps is
 * defined in {@code restore.route}.
 */
@NullMarked
package dev.flysnap.restore.run;

import org.jspecify.annotations.NullMarked;
