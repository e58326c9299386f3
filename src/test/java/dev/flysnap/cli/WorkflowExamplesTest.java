package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows that people copy. */
class WorkflowExamplesTest {
    private static final Path EXAMPLES = Path.of("examples/github-actions");

    @TempDir private Path directory;

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(it -> it.toString().endsWith(".yml")).sorted().toList();
        }
    }

    /**
     * Laid out as in a user's repository, so that the composite action's inputs are checked too.
     */
    @Test
    @NeedsTool("actionlint")
    void actionlintFindsNothing() throws Exception {
        Path workflows = Files.createDirectories(directory.resolve(".github/workflows"));
        Path action = Files.createDirectories(directory.resolve(".github/actions/flysnap"));
        Files.copy(EXAMPLES.resolve("flysnap/action.yml"), action.resolve("action.yml"));
        Files.createDirectory(directory.resolve(".git"));
        List<String> command = new ArrayList<>(List.of("actionlint", "-no-color"));
        for (Path workflow : workflows()) {
            Path copy = workflows.resolve(workflow.getFileName());
            Files.copy(workflow, copy);
            command.add(copy.toString());
        }
        assertEquals(6, command.size(), command.toString());
        Path said = directory.resolve("said");
        Process lint =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertTrue(lint.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", Files.readString(said));
        assertEquals(0, lint.exitValue());
    }

    @Test
    void noTokenCanDoMoreThanItHasTo() throws IOException {
        for (Path workflow : workflows()) {
            String text = Files.readString(workflow);
            assertTrue(text.contains("permissions:\n  contents: read\n"), workflow.toString());
            assertFalse(text.contains("pull_request_target"), workflow.toString());
        }
    }
}
