/**
 * Checks token, app, volumes, snapshots and hook for {@code flysnap doctor}, and recommends one
 * next step. Changes nothing.
 */
@NullMarked
package dev.flysnap.doctor.checkup;

import org.jspecify.annotations.NullMarked;
