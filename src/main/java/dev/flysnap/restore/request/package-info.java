/**
 * What {@code flysnap restore} and {@code flysnap move} were asked for, as values. Decides nothing.
 */
@NullMarked
package dev.flysnap.restore.request;

import org.jspecify.annotations.NullMarked;
