package dev.flysnap.sim.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Things that grow under another name until they are whole, and are renamed to it before they are
 * removed: half of a volume never looks like one, whenever the simulator dies.
 */
final class Partial {
    private static final String PREFIX = ".partial-";

    private Partial() {}

    /** Where {@code whole} grows; what an earlier attempt left there is gone. */
    static Path of(Path whole) throws IOException {
        Path partial = whole.resolveSibling(PREFIX + whole.getFileName());
        Trees.delete(partial);
        return partial;
    }

    /** Removes what a killed simulator left. */
    static void removeAll(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path it : left) {
                Trees.delete(it);
            }
        }
    }
}
