package dev.flysnap.agent;

import java.nio.file.Path;

/**
 * A database that the agent looks after.
 *
 * @param file as it was configured; it may not exist (yet)
 */
record NamedDatabase(String name, Path file) {}
