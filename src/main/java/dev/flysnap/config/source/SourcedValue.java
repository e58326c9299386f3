package dev.flysnap.config.source;

/**
 * An unparsed value and its source.
 *
 * @param where its source: {@code FLY_APP}, or {@code flysnap.toml, line 3, app}
 */
public record SourcedValue(String where, String text) {}
