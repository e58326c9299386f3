package dev.flysnap.hook.replace;

import java.nio.file.Path;

/**
 * A plain, checked database file that lies here and is to be put in place.
 *
 * @param name by which the hook knows the database that it replaces
 * @param sha256 of the file, in hex
 */
public record NewDatabase(String name, Path file, long bytes, String sha256) {}
