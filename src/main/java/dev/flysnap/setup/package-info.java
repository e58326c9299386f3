/**
 * {@code flysnap init}: from what the app's files and machines say and what the user answers, plans
 * a flysnap.toml and the remaining steps. Must not know terminals.
 */
@NullMarked
package dev.flysnap.setup;

import org.jspecify.annotations.NullMarked;
