package dev.flysnap.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the story is told.
 *
 * @param program flysnap itself, as a file that can be started
 * @param database a SQLite file of the user's: a copy of it is used; absent = a new database
 * @param keep leave the simulated Fly running at the end
 */
public record StorySettings(Path program, Optional<Path> database, boolean keep) {}
