/**
 * Looks at token, app, volumes, snapshots and hook, and ends with the one thing to do next. Changes
 * nothing.
 */
@NullMarked
package dev.flysnap.doctor.checkup;

import org.jspecify.annotations.NullMarked;
