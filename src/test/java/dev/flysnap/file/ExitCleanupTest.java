package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.EndingProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExitCleanupTest {
    private static final int FILES = 500;

    @TempDir private Path directory;

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aFileThatIsMadeWhileItsFolderIsDeletedGoesToo() throws Exception {
        Path first;
        CompletableFuture<Void> writer;
        try (WorkFolder folder = WorkFolder.in(directory)) {
            for (int i = 0; i < FILES; i++) {
                Files.createFile(folder.file("%03d".formatted(i)));
            }
            first = folder.file("%03d".formatted(FILES - 1));
            Path late = folder.file("late");
            // As by a thread of SQLite's or zstd's: all have been listed, and one is gone.
            writer =
                    CompletableFuture.runAsync(() -> {
                        while (Files.exists(first)) {
                            Thread.onSpinWait();
                        }
                        create(late);
                    });
        }
        try {
            writer.join();
        } catch (CompletionException e) {
            // It came after the folder had gone.
        }
        assertEquals(List.of(), left());
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whileTheProcessEndsNothingMoreIsMade() throws Exception {
        String said = EndingProcess.run(LateFolderMain.class, directory.toString());
        assertEquals(List.of(), left());
        assertTrue(said.contains("InterruptedIOException"), said);
    }

    @Test
    void onceItIsDoneNothingMoreIsMade() {
        ExitCleanup cleanup = ExitCleanup.of(directory.resolve("file"));
        cleanup.close();
        assertThrows(
                InterruptedIOException.class,
                () -> cleanup.make(() -> Files.createFile(directory.resolve("file"))));
    }
}
