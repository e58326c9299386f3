/**
 * {@code flysnap rescue}: what is there, what is half done, and the command that comes first.
 * Changes nothing.
 */
@NullMarked
package dev.flysnap.doctor.triage;

import org.jspecify.annotations.NullMarked;
