package dev.flysnap.sim.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the system that does its work in a moment. */
final class Tool {
    private static final long LIMIT_MS = 60_000;
    private static final int MAX_OUTPUT_BYTES = 64 << 10;

    private Tool() {}

    /**
     * What it printed.
     *
     * @throws IOException with its own words, if it failed or did not end in time
     */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said =
                new String(
                                process.getInputStream().readNBytes(MAX_OUTPUT_BYTES),
                                StandardCharsets.UTF_8)
                        .strip();
        try {
            if (!process.waitFor(LIMIT_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " took too long");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", List.of(command)) + ": " + said.replace('\n', ' '));
        }
        return said;
    }
}
