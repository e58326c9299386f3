package dev.flysnap.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process may do while this one holds a lock, and closes the file meanwhile. */
@NeedsTool("sqlite3")
class SharedFilesTest {
    @TempDir private Path work;

    @Test
    void aFileThatIsClosedDropsNoLockOfAConnection() throws Exception {
        Path file = TestDatabases.orders(work.resolve("app.db"), "delete");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try (Database holder = Database.open(file)) {
            assertTrue(holder.beginImmediate(Duration.ofSeconds(1), () -> true));
            assertEquals(5, written(file), "it is locked");
            SharedFiles.close(channel, FileIdentity.of(file));
            assertEquals(5, written(file), "it is locked still");
            assertTrue(channel.isOpen());
            holder.rollback();
        }
        assertFalse(channel.isOpen(), "with the last connection");
        assertEquals(0, written(file));
    }

    private static int written(Path file) throws Exception {
        return new ProcessBuilder(
                        "sqlite3", file.toString(), "INSERT INTO orders VALUES (1, 1, NULL)")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
