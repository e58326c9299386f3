package dev.flysnap.config;

/**
 * An unparsed value and its source.
 *
 * @param where for a message: {@code FLY_APP}, or {@code flysnap.toml, line 3, app}
 */
record Given(String where, String text) {}
