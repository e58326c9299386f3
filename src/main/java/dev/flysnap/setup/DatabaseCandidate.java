package dev.flysnap.setup;

/**
 * A path in one of the app's files that looks like a database.
 *
 * @param where its source: {@code [env] DATABASE_URL of fly.toml}
 */
public record DatabaseCandidate(String path, String where) {}
