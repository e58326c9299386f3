package dev.flysnap.portable.litestream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.Needed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Real replicas, made by the real {@code litestream} in a directory. */
public final class Replicas {
    /** Writes a config file for these databases, whose replicas lie beside it. */
    public static Path config(Path directory, Path... databases) throws Exception {
        return Files.writeString(
                directory.resolve("litestream.yml"),
                Arrays.stream(databases)
                        .map(it ->
                                """
                                  - path: %s
                                    replica:
                                      type: file
                                      path: %s
                                """
                                        .formatted(it, of(directory, it)))
                        .collect(Collectors.joining("", "dbs:\n", "")));
    }

    /** Where the replica of a database lies. */
    public static Path of(Path directory, Path database) {
        return directory.resolve("replica-of-" + database.getFileName());
    }

    /** Brings the replicas up to date. */
    public static void sync(Path config) throws Exception {
        Process process =
                new ProcessBuilder(
                                Needed.program("litestream").toString(),
                                "replicate",
                                "-once",
                                "-config",
                                config.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private Replicas() {}
}
