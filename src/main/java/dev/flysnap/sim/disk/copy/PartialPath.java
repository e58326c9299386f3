package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Things that grow under another name until they are whole, and are renamed to it before they are
 * removed: half of a volume never looks like one, whenever the simulator dies.
 */
public final class PartialPath {
    private static final String PREFIX = ".partial-";

    private PartialPath() {}

    /** Where {@code whole} grows; what an earlier attempt left there is gone. */
    public static Path of(Path whole) throws IOException {
        Path partial = whole.resolveSibling(PREFIX + whole.getFileName());
        DirectoryTrees.delete(partial);
        return partial;
    }

    /** Removes what a killed simulator left. */
    public static void removeAll(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path it : left) {
                DirectoryTrees.delete(it);
            }
        }
    }
}
