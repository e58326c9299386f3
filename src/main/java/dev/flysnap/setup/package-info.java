/**
 * {@code flysnap init}: reads fly.toml, the Dockerfile and what Fly says, and proposes a
 * flysnap.toml. Changes nothing on Fly; must not know terminals.
 */
@NullMarked
package dev.flysnap.setup;

import org.jspecify.annotations.NullMarked;
