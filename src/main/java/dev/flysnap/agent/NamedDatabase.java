package dev.flysnap.agent;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A database that the agent looks after.
 *
 * @param file as it was configured; it may not exist (yet)
 */
record NamedDatabase(String name, Path file) {

    /** Where it really lies: its WAL is there, not beside a link. As configured while it is not. */
    Path real() {
        try {
            return file.toRealPath();
        } catch (IOException absent) {
            return file;
        }
    }
}
