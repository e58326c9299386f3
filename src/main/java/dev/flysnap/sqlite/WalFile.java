package dev.flysnap.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The WAL beside a database file, seen from outside. */
public final class WalFile {

    /** Its size in bytes; 0 when there is none. */
    public static long bytesBeside(Path database) {
        try {
            return Files.size(beside(database));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Its path, whether it exists or not. */
    public static Path beside(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    private WalFile() {}
}
