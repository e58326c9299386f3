package dev.flysnap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that a test program made for itself. */
public final class Directories {

    /** A new one in the temporary directory, deleted at the end at the latest, Ctrl-C included. */
    public static Path temporary(String name) throws IOException {
        Path made = Files.createTempDirectory(name);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                if (Files.exists(made)) {
                                    delete(made);
                                }
                            } catch (IOException e) {
                                System.err.println(made + " is left: " + e);
                            }
                        }));
        return made;
    }

    /** Deletes it with everything in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Directories() {}
}
