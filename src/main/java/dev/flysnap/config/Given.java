package dev.flysnap.config;

/**
 * A text that somebody gave, not yet understood.
 *
 * @param where for a message: {@code FLY_APP}, or {@code flysnap.toml, line 3, app}
 */
record Given(String where, String text) {}
