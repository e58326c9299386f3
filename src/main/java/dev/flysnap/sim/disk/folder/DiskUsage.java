package dev.flysnap.sim.disk.folder;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.file.Path;

/** Disk usage of a directory without holes, by {@code du}: Java cannot measure it. */
final class DiskUsage {
    private static final long KIB = 1024;

    private DiskUsage() {}

    static long of(Path folder) throws IOException {
        // du fails if a file vanishes while it runs, but still prints the sum.
        String output =
                SystemCommand.run(
                        "sh", "-c", "du -sk \"$1\" 2>/dev/null; true", "du", folder.toString());
        try {
            return Long.parseLong(output.strip().split("\\s", 2)[0]) * KIB;
        } catch (NumberFormatException e) {
            throw new IOException("unexpected output of du: " + output, e);
        }
    }
}
