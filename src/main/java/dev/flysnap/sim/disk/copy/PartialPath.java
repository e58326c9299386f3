package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Temporary names for files and directories that are incomplete: they are renamed when complete,
 * and renamed back before they are deleted. So a half-written volume is never taken for a volume,
 * even if the simulator is killed.
 */
public final class PartialPath {
    private static final String PREFIX = ".partial-";

    private PartialPath() {}

    /** The temporary name of {@code whole}; deletes what an earlier attempt left there. */
    public static Path of(Path whole) throws IOException {
        Path partial = whole.resolveSibling(PREFIX + whole.getFileName());
        DirectoryTrees.delete(partial);
        return partial;
    }

    /** Deletes everything that a killed simulator left incomplete. */
    public static void removeAll(Path directory) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                DirectoryTrees.delete(leftover);
            }
        }
    }
}
