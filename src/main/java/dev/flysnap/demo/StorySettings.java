package dev.flysnap.demo;

import dev.flysnap.sim.VolumeBackend;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the story is told.
 *
 * @param program flysnap itself, as a file that can be started
 * @param database a SQLite file of the user's: a copy of it is used; absent = a new database
 * @param keep leave the simulated Fly running at the end
 * @param volumes on blocks it also shows what a plain snapshot lacks, which folders cannot
 */
public record StorySettings(
        Path program, Optional<Path> database, boolean keep, VolumeBackend volumes) {}
