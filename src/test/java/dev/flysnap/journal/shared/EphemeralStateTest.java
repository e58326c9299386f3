package dev.flysnap.journal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the journal will be there tomorrow. */
class EphemeralStateTest {
    @TempDir private Path directory;

    @Test
    void aJobAndAMachineOfFlyDoNotLast() {
        assertTrue(doubt(Map.of("CI", "true")).orElseThrow().startsWith("CI is set"));
        assertTrue(doubt(Map.of("JENKINS_URL", "http://j")).isPresent());
        assertTrue(
                doubt(Map.of("FLY_MACHINE_ID", "d891234567890a"))
                        .orElseThrow()
                        .contains("Fly machine"));
    }

    @Test
    void aDirectoryThatSomebodyNamedDoes() {
        Map<String, String> job = Map.of("CI", "true", "FLY_MACHINE_ID", "d891234567890a");
        assertEquals(
                Optional.empty(), EphemeralState.reason(Optional.of(directory), directory, job));
        assertEquals(
                Optional.empty(),
                doubt(Map.of("CI", "true", "FLYSNAP_STATE_DIR", directory.toString())));
    }

    @Test
    void elsewhereTheFileSystemDecides() throws IOException {
        boolean fleeting =
                List.of("overlay", "tmpfs", "ramfs", "aufs")
                        .contains(Files.getFileStore(directory).type());
        assertEquals(fleeting, doubt(Map.of()).isPresent());
        assertEquals(fleeting, doubt(Map.of("CI", "false")).isPresent(), "CI=false is none");
        Path memory = Path.of("/dev/shm");
        if (Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs")) {
            assertTrue(
                    EphemeralState.reason(
                                    Optional.empty(), memory.resolve("not/yet/there"), Map.of())
                            .orElseThrow()
                            .contains("tmpfs"));
        }
    }

    @Test
    void whoIsRefusedIsToldTheWaysOut() {
        Problem problem =
                EphemeralState.neededToRetain(
                        new AppName("shop"), directory, doubt(Map.of("CI", "1")).orElseThrow());
        assertEquals(ExitCode.USAGE, problem.exit());
        assertTrue(problem.what().contains("CI is set"), problem.what());
        assertTrue(problem.next().contains("--state-dir"), problem.next());
        assertTrue(problem.next().contains("flysnap policy set shop --retention"), problem.next());
    }

    private Optional<String> doubt(Map<String, String> environment) {
        return EphemeralState.reason(Optional.empty(), directory, environment);
    }
}
