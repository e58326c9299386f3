package dev.flysnap;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that a test program made for itself. */
public final class Directories {

    /** A new one in the temporary directory, deleted at the end at the latest, Ctrl-C included. */
    public static Path temporary(String name) throws IOException {
        return deletedAtEnd(Files.createTempDirectory(name));
    }

    /**
     * @param directory that may be there at the end, or not
     */
    public static Path deletedAtEnd(Path directory) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                if (Files.exists(directory)) {
                                    delete(directory);
                                }
                            } catch (IOException e) {
                                System.err.println(directory + " is left: " + e);
                            }
                        }));
        return directory;
    }

    /** Deletes what scripts left in {@code /tmp}, as it would go with a real machine. */
    public static void deleteTemporaryOf(List<String> machines) throws IOException {
        for (String machine : machines) {
            try (DirectoryStream<Path> left =
                    Files.newDirectoryStream(Path.of("/tmp"), "flysnap-*-" + machine)) {
                for (Path directory : left) {
                    delete(directory);
                }
            }
        }
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
