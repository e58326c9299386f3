package dev.flysnap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code bin/flysnap} in an environment that has next to nothing. */
final class LaunchedProgram {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> TOOLS =
            List.of("cat", "cp", "find", "mkdir", "mv", "readlink", "rm", "sleep", "touch");

    record Ended(int exit, String out, String err) {}

    /** A PATH with what the script needs. */
    static Path tools(Path directory) throws IOException {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), onThePath(tool));
        }
        return tools;
    }

    /** JUnit removes them too, but complains about each that leads out of its folder. */
    static void removeLinks(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    static Path onThePath(String tool) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path file = Path.of(folder, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new AssertionError(tool + " is not on the PATH");
    }

    /** JDKs of the machine that the test runs on must not be found. */
    static void hideTheUsualPlaces(Path script) throws IOException {
        String text = Files.readString(script);
        String hidden = text;
        for (String place :
                List.of(
                        "/usr/lib/jvm/*",
                        "/usr/lib64/jvm/*",
                        "/usr/java/*",
                        "/opt/java/*",
                        "/opt/*jdk*",
                        "/Library/Java",
                        "/opt/homebrew",
                        "/usr/local/opt",
                        "/home/linuxbrew",
                        "/usr/libexec/java_home")) {
            assertTrue(text.contains(place), place);
            hidden = hidden.replace(place, "/nonexistent");
        }
        Files.writeString(script, hidden);
    }

    static Ended run(ProcessBuilder command) throws Exception {
        return end(command.start());
    }

    static Ended end(Process process) throws Exception {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("bin/flysnap did not end");
            }
            return new Ended(
                    process.exitValue(),
                    new String(process.getInputStream().readAllBytes(), UTF_8),
                    new String(process.getErrorStream().readAllBytes(), UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    private LaunchedProgram() {}
}
