package dev.flysnap.sqlite.copy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The files of a database that nobody has open: itself, and what SQLite keeps beside it. */
public final class DatabaseFiles {
    /** What belongs to a state of the database, in the order in which a copy may be made. */
    private static final List<String> CONTENT = List.of("-journal", "-wal");

    private static final String SHARED_MEMORY = "-shm";

    /** Makes an empty file that only its owner can read; SQLite fills it, and keeps that. */
    public static void createPrivate(Path file) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Its WAL and its rollback journal, where they exist. */
    public static List<Path> contentBeside(Path database) {
        return CONTENT.stream().map(it -> beside(database, it)).filter(Files::exists).toList();
    }

    /** Deletes a copy with everything beside it. */
    static void delete(Path database) throws IOException {
        boolean _ = Files.deleteIfExists(database);
        for (Path file : contentBeside(database)) {
            Files.delete(file);
        }
        boolean _ = Files.deleteIfExists(beside(database, SHARED_MEMORY));
    }

    /** Brings a file to the device. */
    public static void sync(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))) {
            channel.force(true);
        }
    }

    private static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    private DatabaseFiles() {}
}
