package dev.flysnap.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What a folder takes up, in MB.
 *
 * @param compressed as a tar, by {@code gzip}
 */
record FolderSize(double onDisk, double compressed) {
    private static final double MB = 1 << 20;

    static FolderSize of(Path folder) throws IOException, InterruptedException {
        String size = new String(output("du", "-sk", folder.toString()).readAllBytes(), UTF_8);
        long packed = 0;
        try (InputStream tar =
                output("tar", "-C", folder.toString(), "--sort=name", "-czf", "-", ".")) {
            byte[] buffer = new byte[1 << 16];
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                packed += read;
            }
        }
        return new FolderSize(
                Long.parseLong(size.substring(0, size.indexOf('\t'))) / 1024.0, packed / MB);
    }

    private static InputStream output(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .getInputStream();
    }

    /** Tells it, and adds it to the figures. */
    boolean isMet(String name, Map<String, Double> figures, double most, double mostCompressed) {
        figures.put(name + "_mb", onDisk);
        figures.put(name + "_compressed_mb", compressed);
        boolean met = onDisk <= most && compressed <= mostCompressed;
        System.out.printf(
                Locale.ROOT,
                "%s %s: %.1f MB of at most %.0f, compressed %.1f MB of at most %.0f%n",
                met ? "met   " : "MISSED",
                name,
                onDisk,
                most,
                compressed,
                mostCompressed);
        return met;
    }
}
