package dev.flysnap.sim.disk;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs short system commands. */
public final class SystemCommand {
    private static final long TIMEOUT_MS = 60_000;
    private static final int MAX_OUTPUT_BYTES = 64 << 10;

    private SystemCommand() {}

    public static boolean isInstalled(String program) {
        return searchPath().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The PATH, plus the {@code sbin} next to each {@code bin}, which users' PATHs often lack. */
    private static Stream<String> searchPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        List<String> folders = List.of(path.split(File.pathSeparator));
        return Stream.concat(
                folders.stream(),
                folders.stream()
                        .filter(folder -> folder.endsWith("/bin"))
                        .map(folder -> folder.replaceFirst("bin$", "sbin")));
    }

    /**
     * Returns the command's output.
     *
     * @throws IOException with that output, if the command failed or timed out
     */
    public static String run(String... command) throws IOException {
        return run(0, command);
    }

    /**
     * Returns the command's output.
     *
     * @param maxExitCode the highest exit code that counts as success
     */
    public static String run(int maxExitCode, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("PATH", searchPath().collect(Collectors.joining(File.pathSeparator)));
        // The output is parsed and shown to the user, so it must be in English.
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output =
                new String(
                                process.getInputStream().readNBytes(MAX_OUTPUT_BYTES),
                                StandardCharsets.UTF_8)
                        .strip();
        try {
            if (!process.waitFor(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "%s did not end within %d ms"
                                .formatted(String.join(" ", command), TIMEOUT_MS));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() > maxExitCode) {
            throw new IOException(
                    "%s: %s".formatted(String.join(" ", command), output.replace('\n', ' ')));
        }
        return output;
    }
}
