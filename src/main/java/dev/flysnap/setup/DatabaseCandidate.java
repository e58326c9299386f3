package dev.flysnap.setup;

/**
 * A path in the machine that some file of the app speaks of, and that looks like a database.
 *
 * @param where for a message: {@code [env] DATABASE_URL of fly.toml}
 */
public record DatabaseCandidate(String path, String where) {}
