package dev.flysnap.agent.copy;

import dev.flysnap.file.ExitCleanup;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a copy lies until it was read: beside its database, since the volume is where there is
 * room. Only its owner can look into it.
 */
final class CopyFolder implements AutoCloseable {
    /** What is always left to the app, which goes on writing. */
    static final long RESERVE_BYTES = 64 << 20;

    private static final String NAME = ".flysnap-agent-copies";

    private final Path path;
    private final FileStore volume;
    private final ExitCleanup cleanup;
    private volatile Optional<Problem> lack = Optional.empty();

    private CopyFolder(Path path, FileStore volume, ExitCleanup cleanup) {
        this.path = path;
        this.volume = volume;
        this.cleanup = cleanup;
    }

    static CopyFolder beside(Path database) throws IOException {
        Path path = at(database);
        ExitCleanup.delete(path);
        return new CopyFolder(
                path,
                Files.getFileStore(FileIdentity.directoryOf(database)),
                ExitCleanup.ofNewFolder(path));
    }

    private static Path at(Path database) {
        return FileIdentity.directoryOf(database).resolve(NAME);
    }

    /** Removes what a killed agent has left beside this database. */
    static void sweep(Path database) {
        try {
            ExitCleanup.delete(at(database));
        } catch (IOException | UncheckedIOException e) {
            // The next copy tries again, and says why it cannot be made.
        }
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Whether the app needs its room now, or has before. Costs a statvfs(2). */
    boolean isInTheWay() {
        try {
            long free = volume.getUsableSpace();
            if (free < RESERVE_BYTES && lack.isEmpty()) {
                lack =
                        Optional.of(
                                CopyJobProblems.diskFilled(FileIdentity.directoryOf(path), free));
            }
        } catch (IOException e) {
            // Whoever writes there hears of it.
        }
        return lack.isPresent();
    }

    /** Why the copy was ended, if that was why. */
    Optional<Problem> lack() {
        return lack;
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
