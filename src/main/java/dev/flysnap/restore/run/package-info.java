/**
 * Carries a plan out, forward or back, and goes on with it after a crash: {@link
 * dev.flysnap.restore.run.Restore} is what the command line calls. The order of the steps stands in
 * {@code restore.route}.
 */
@NullMarked
package dev.flysnap.restore.run;

import org.jspecify.annotations.NullMarked;
