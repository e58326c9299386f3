package dev.flysnap.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A folder that only its owner can look into, for data that is only needed for a while. It goes
 * when it is closed; what a killed process left is removed by a later one, after a day.
 */
public final class WorkFolder implements AutoCloseable {
    private static final String PREFIX = ".flysnap-work-";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LEFT_BEHIND_AFTER = Duration.ofHours(24);

    private final Path path;
    private final ExitCleanup cleanup;

    private WorkFolder(Path path, ExitCleanup cleanup) {
        this.path = path;
        this.cleanup = cleanup;
    }

    /** Makes one, and removes old ones that others left there, where it may. */
    public static WorkFolder in(Path directory) throws IOException {
        sweep(directory, Instant.now().minus(LEFT_BEHIND_AFTER));
        Path path = directory.resolve("%s%016x".formatted(PREFIX, RANDOM.nextLong()));
        return new WorkFolder(path, ExitCleanup.ofNewFolder(path));
    }

    /** The directory as the user knows it: of a folder of this kind the one that it lies in. */
    public static Path asNamed(Path directory) {
        Path path = directory.normalize();
        return String.valueOf(path.getFileName()).startsWith(PREFIX) && path.getParent() != null
                ? path.getParent()
                : path;
    }

    /** Removes what it can of the folders of this kind in which nothing has changed since. */
    private static void sweep(Path directory, Instant before) {
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(it -> String.valueOf(it.getFileName()).startsWith(PREFIX))
                    .forEach(it -> deleteIfOlder(it, before));
        } catch (IOException | UncheckedIOException e) {
            // Nobody may list it, or it is not there: that is said when the new one is made.
        }
    }

    private static void deleteIfOlder(Path folder, Instant before) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isOlder(folder, before)) {
                ExitCleanup.delete(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another user's, or one that its own process is deleting now.
        }
    }

    private static boolean isOlder(Path folder, Instant before) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                if (Files.getLastModifiedTime(each).toInstant().isAfter(before)) {
                    return false;
                }
            }
        }
        return true;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
