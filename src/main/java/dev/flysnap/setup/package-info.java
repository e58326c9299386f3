/**
 * {@code flysnap init}: from what the app's files say and what the user answers, plans a
 * flysnap.toml and the remaining steps. Does not call Fly; must not know terminals.
 */
@NullMarked
package dev.flysnap.setup;

import org.jspecify.annotations.NullMarked;
