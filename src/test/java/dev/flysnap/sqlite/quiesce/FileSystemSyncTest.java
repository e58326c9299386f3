package dev.flysnap.sqlite.quiesce;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemSyncTest {
    private static final int BYTES = 48 << 20;

    /** Linux has no larger pages. */
    private static final int MAX_PAGE_BYTES = 65_536;

    @TempDir private Path folder;

    @Test
    @Needs(Ability.FILES_ON_DISK)
    void whatIsInMemoryOnlyIsWritten() throws Exception {
        Path wal = Files.write(folder.resolve("app.db-wal"), new byte[BYTES]);
        long before = pagesWritten();
        FileSystemSync.writeBack(wal, BYTES);
        assertTrue(pagesWritten() - before >= BYTES / MAX_PAGE_BYTES);
    }

    @Test
    void aWalThatIsGoneIsNoMatter() {
        FileSystemSync.writeBack(folder.resolve("app.db-wal"), BYTES);
    }

    /** By the whole computer, since it was started. */
    private static long pagesWritten() throws IOException {
        return Files.readString(Path.of("/proc/vmstat"))
                .lines()
                .filter(it -> it.startsWith("nr_written "))
                .mapToLong(it -> Long.parseLong(it.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }
}
