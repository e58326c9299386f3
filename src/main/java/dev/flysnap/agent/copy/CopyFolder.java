package dev.flysnap.agent.copy;

import dev.flysnap.file.ExitCleanup;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Where a copy lies until it was read: beside its database, since the volume is where there is
 * room. Only its owner can look into it.
 */
record CopyFolder(Path path, ExitCleanup cleanup) implements AutoCloseable {
    private static final String NAME = ".flysnap-agent-copies";

    static CopyFolder beside(Path database) throws IOException {
        Path path = at(database);
        ExitCleanup.delete(path);
        return new CopyFolder(path, ExitCleanup.ofNewFolder(path));
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

    Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
