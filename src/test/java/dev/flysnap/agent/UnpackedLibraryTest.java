package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's library is unpacked once, whatever becomes of the processes that use it. */
class UnpackedLibraryTest {
    @TempDir private Path work;
    private Path temporary;
    private Path database;

    @BeforeEach
    void aDatabase() throws IOException, SQLException {
        temporary = Files.createDirectory(work.resolve("tmp"));
        database = TestDatabases.orders(work.resolve("app.db"), "wal");
    }

    /** An agent that unpacks for itself, unlike other processes of the tests, and is killed. */
    private void runAndKill() throws Exception {
        List<String> command =
                new ArrayList<>(
                        Load.java(
                                ParkedAgentMain.class,
                                QuiesceStep.SYNCED.name(),
                                database.toString()));
        command.removeIf(it -> it.startsWith("-Dorg.sqlite.lib"));
        command.add(1, "-Dorg.sqlite.tmpdir=" + temporary);
        Process agent =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertEquals("reached SYNCED", Load.firstLine(agent));
        } finally {
            agent.destroyForcibly();
        }
        assertTrue(agent.waitFor(60, TimeUnit.SECONDS));
    }

    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    @Test
    void whoIsKilledLeavesOneForAllOthers() throws Exception {
        runAndKill();
        Path directory = in(temporary).getFirst();
        Path library = in(directory).getFirst();
        Object first = Files.getAttribute(library, "unix:ino");
        runAndKill();
        assertEquals(List.of(directory), in(temporary));
        assertEquals(List.of(library), in(directory));
        assertEquals(first, Files.getAttribute(library, "unix:ino"), "used again");
        Files.write(library, new byte[] {1, 2, 3});
        runAndKill();
        assertNotEquals(3, Files.size(library), "what is damaged is replaced");
    }

    @Test
    void whatOthersCanWriteToIsNotUsed() throws Exception {
        runAndKill();
        Path directory = in(temporary).getFirst();
        Path library = in(directory).getFirst();
        Files.delete(library);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        runAndKill();
        assertEquals(List.of(), in(directory));
    }
}
