package dev.flysnap.agent.setting;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A database that the agent looks after.
 *
 * @param file as it was configured; it may not exist (yet)
 */
public record NamedDatabase(String name, Path file) {

    /** Where it really lies: its WAL is there, not beside a link. As configured while it is not. */
    public Path real() {
        try {
            return file.toRealPath();
        } catch (IOException absent) {
            return file;
        }
    }
}
