package dev.flysnap;

import static dev.flysnap.LaunchedProgram.hideTheUsualPlaces;
import static dev.flysnap.LaunchedProgram.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.LaunchedProgram.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/bundle} makes, where nothing else is installed. */
class BundleIT {
    @TempDir private Path temporary;

    @Test
    void itBringsItsOwnJava() throws Exception {
        Path bundle = temporary.resolve("bundle");
        ProcessBuilder make =
                new ProcessBuilder(
                        Path.of("bin/bundle").toAbsolutePath().toString(), bundle.toString());
        assertEquals(new Ended(0, "", ""), run(make));
        assertEquals(2, run(make).exit(), "a folder that is there is left alone");

        Path script = Files.move(bundle, temporary.resolve("mo ved")).resolve("bin/flysnap");
        hideTheUsualPlaces(script);
        ProcessBuilder command = new ProcessBuilder(script.toString(), "--version");
        command.directory(temporary.toFile());
        Path tools = LaunchedProgram.tools(temporary);
        command.environment().clear();
        command.environment()
                .putAll(Map.of("PATH", tools.toString(), "HOME", temporary.toString()));
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));

        // SQLite's native code and its driver are in it too.
        Path text = Files.writeString(temporary.resolve("pom.xml"), "<project/>");
        command.command(script.toString(), "demo", "app", "--db", text.toString());
        Ended ended = run(command);
        assertEquals(1, ended.exit());
        assertTrue(ended.err().contains("demo-database-not-opened"), ended.err());
        assertFalse(ended.err().contains("NoClassDefFound"), ended.err());
        LaunchedProgram.removeLinks(temporary);
    }
}
