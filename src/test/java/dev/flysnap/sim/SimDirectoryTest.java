package dev.flysnap.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temporary directories of simulators that were killed. */
class SimDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");

    @TempDir private Path parent;

    @Test
    void whatAKilledSimulatorLeftBehindIsRemoved() throws IOException {
        Path abandoned = directory("flysnap-sim-1", Duration.ofMinutes(2));
        Path starting = directory("flysnap-sim-2", Duration.ofSeconds(10));
        Path named = directory("fly", Duration.ofDays(2));
        Path without = Files.createDirectory(parent.resolve("flysnap-sim-3"));
        try (SimDirectory alive = SimDirectory.in(parent.resolve("flysnap-sim-4"))) {
            age(alive.directory(), Duration.ofDays(1));
            SimDirectory.removeAbandoned(parent, NOW);
            assertFalse(Files.exists(abandoned));
            assertTrue(Files.exists(starting), "it may just take its lock");
            assertTrue(Files.exists(named), "--dir keeps it");
            assertTrue(Files.exists(without), "it is no simulator's");
            assertTrue(Files.exists(alive.directory()), "it is locked");
        }
    }

    private Path directory(String name, Duration age) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(name));
        Files.createDirectories(directory.resolve("disks/volumes"));
        Files.createFile(directory.resolve("lock"));
        age(directory, age);
        return directory;
    }

    private static void age(Path directory, Duration age) throws IOException {
        Files.setLastModifiedTime(directory.resolve("lock"), FileTime.from(NOW.minus(age)));
    }
}
