/**
 * What is there, what is missing, and the one thing to do next: setting flysnap up for an app, and
 * the checks that follow. Looks at the world and at the app's own files; changes neither. Must not
 * know terminals.
 */
@NullMarked
package dev.flysnap.doctor;

import org.jspecify.annotations.NullMarked;
