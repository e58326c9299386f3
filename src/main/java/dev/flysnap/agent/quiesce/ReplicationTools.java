package dev.flysnap.agent.quiesce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Detects tools that also use a database's WAL, by their files beside it. Litestream keeps a read
 * transaction open and treats a foreign TRUNCATE as a broken generation; LiteFS is the file system
 * itself.
 */
final class ReplicationTools {

    /** {@code litestream}, {@code litefs}, both or none. */
    static List<String> beside(Path database) {
        List<String> seen = new ArrayList<>();
        String name = String.valueOf(database.getFileName());
        if (Files.isDirectory(database.resolveSibling("." + name + "-litestream"))
                || Files.isDirectory(database.resolveSibling(name + "-litestream"))) {
            seen.add("litestream");
        }
        if (Files.exists(database.resolveSibling(name + "-pos")) || isLitefs(database)) {
            seen.add("litefs");
        }
        return seen;
    }

    private static boolean isLitefs(Path database) {
        try {
            return Files.getFileStore(database).type().startsWith("fuse.litefs");
        } catch (IOException e) {
            return false;
        }
    }

    private ReplicationTools() {}
}
