package dev.flysnap.portable.verify;

import dev.flysnap.file.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room for a private copy, looked at before it is made. */
final class Room {
    /** For what SQLite writes beside it. */
    private static final long SPARE_BYTES = 8 << 20;

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is not so much below the directory
     */
    static void demand(Path directory, long bytes) throws IOException {
        long free = free(directory);
        if (free < bytes + SPARE_BYTES) {
            throw VerifyProblems.noRoom(WorkFolder.asNamed(directory), bytes + SPARE_BYTES, free)
                    .exception();
        }
    }

    static long free(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private Room() {}
}
