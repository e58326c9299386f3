/**
 * {@code flysnap init}: reads fly.toml, the Dockerfile and what the user answers, and plans a
 * flysnap.toml and the remaining steps. Does not call Fly; must not know terminals.
 */
@NullMarked
package dev.flysnap.setup;

import org.jspecify.annotations.NullMarked;
