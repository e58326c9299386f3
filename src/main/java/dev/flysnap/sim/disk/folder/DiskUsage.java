package dev.flysnap.sim.disk.folder;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.file.Path;

/** Bytes that a folder really takes, holes not counted: Java cannot tell, du can. */
final class DiskUsage {
    private static final long KIB = 1024;

    private DiskUsage() {}

    static long of(Path folder) throws IOException {
        // A file that vanishes while du looks makes it complain and go on: the sum is what counts.
        String said =
                SystemCommand.run(
                        "sh", "-c", "du -sk \"$1\" 2>/dev/null; true", "du", folder.toString());
        try {
            return Long.parseLong(said.strip().split("\\s", 2)[0]) * KIB;
        } catch (NumberFormatException e) {
            throw new IOException("du said: " + said, e);
        }
    }
}
