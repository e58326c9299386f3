package dev.flysnap.cli.file;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets do not become artifacts that everybody can read. */
class PublicRepositoryTest {
    @TempDir private Path directory;

    private void refuse(Path file, Map<String, String> environment) {
        PublicRepository.refuse(file, "A secret", "do not", environment);
    }

    private void assertRefused(Path file, Map<String, String> environment) {
        assertEquals(
                "public-repository",
                assertThrows(FlysnapException.class, () -> refuse(file, environment))
                        .problem()
                        .code());
    }

    private Map<String, String> github(String repository) throws IOException {
        Path event =
                Files.writeString(
                        directory.resolve("event.json"),
                        "{\"repository\":%s}".formatted(repository));
        return Map.of(
                "GITHUB_WORKSPACE",
                directory.resolve("work").toString(),
                "GITHUB_EVENT_PATH",
                event.toString());
    }

    @Test
    void aFileInTheWorkingDirectoryOfAPublicRepositoryIsRefused() throws IOException {
        Path inside = directory.resolve("work/receipts/a.json");
        assertRefused(inside, github("{\"visibility\":\"public\"}"));
        assertRefused(inside, github("{\"private\":false}"));
        assertRefused(directory.resolve("x/../work/a.json"), github("{\"visibility\":\"public\"}"));
        assertRefused(
                inside,
                Map.of(
                        "CI_PROJECT_DIR",
                        directory.resolve("work").toString(),
                        "CI_PROJECT_VISIBILITY",
                        "public"));
    }

    @Test
    void anythingElseIsNot() throws IOException {
        Path inside = directory.resolve("work/a.json");
        assertDoesNotThrow(() -> refuse(inside, Map.of()));
        Map<String, String> isPrivate = github("{\"visibility\":\"private\",\"private\":true}");
        assertDoesNotThrow(() -> refuse(inside, isPrivate));
        Map<String, String> unknown = github("{}");
        assertDoesNotThrow(() -> refuse(inside, unknown));
        Map<String, String> isPublic = github("{\"visibility\":\"public\"}");
        assertDoesNotThrow(() -> refuse(directory.resolve("temp/a.json"), isPublic));
    }
}
