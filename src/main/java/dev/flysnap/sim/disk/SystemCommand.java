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

/** A command of the system that does its work in a moment. */
public final class SystemCommand {
    private static final long TIMEOUT_MS = 60_000;
    private static final int MAX_OUTPUT_BYTES = 64 << 10;

    private SystemCommand() {}

    public static boolean isInstalled(String program) {
        return searchPath().anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }

    /**
     * The PATH, and for each {@code bin} the {@code sbin} beside it, which a plain user's lacks.
     */
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
     * What it printed.
     *
     * @throws IOException with its own words, if it failed or did not end in time
     */
    public static String run(String... command) throws IOException {
        return run(0, command);
    }

    /**
     * What it printed.
     *
     * @param highest the highest exit code that is no failure
     */
    public static String run(int highest, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("PATH", searchPath().collect(Collectors.joining(File.pathSeparator)));
        // What it says is compared and shown: in the language of this program.
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String said =
                new String(
                                process.getInputStream().readNBytes(MAX_OUTPUT_BYTES),
                                StandardCharsets.UTF_8)
                        .strip();
        try {
            if (!process.waitFor(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " took too long");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() > highest) {
            throw new IOException(
                    String.join(" ", List.of(command)) + ": " + said.replace('\n', ' '));
        }
        return said;
    }
}
