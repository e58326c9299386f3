package dev.flysnap.setup.shape;

/**
 * A path in one of the app's files that looks like a database.
 *
 * @param path absolute; a folder of databases ends with a slash, and a pattern has {@code *}
 * @param where its source: {@code [env] DATABASE_URL of fly.toml}
 */
public record DatabaseCandidate(String path, String where) {}
