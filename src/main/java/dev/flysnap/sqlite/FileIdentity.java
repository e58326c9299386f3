package dev.flysnap.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which file it is that lies at a path, told from the directory: the file itself is not opened. */
public record FileIdentity(long device, long inode) {

    /**
     * @throws dev.flysnap.problem.FlysnapException if nothing lies there
     */
    public static FileIdentity of(Path path) {
        try {
            return new FileIdentity(
                    ((Number) Files.getAttribute(path, "unix:dev")).longValue(),
                    ((Number) Files.getAttribute(path, "unix:ino")).longValue());
        } catch (IOException e) {
            throw SqliteProblems.absent(path).exception(e);
        }
    }

    /** Empty if nothing lies there. */
    public static Optional<FileIdentity> ifPresent(Path path) {
        return Files.exists(path) ? Optional.of(of(path)) : Optional.empty();
    }

    /** Whether it is still this file that lies there. */
    public boolean isStillAt(Path path) {
        return Files.exists(path) && equals(of(path));
    }

    /** The directory that a file lies in. */
    public static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
