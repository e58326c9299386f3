package dev.flysnap.sim;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.file.TemporaryFolder;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.sim.disk.copy.DirectoryTrees;
import dev.flysnap.sim.world.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory of a simulator: its world and token (readable by the owner only), its volumes, and
 * a directory for each machine. A lock file allows one simulator at a time.
 */
public final class SimDirectory implements AutoCloseable {
    private static final String TEMPORARY = "flysnap-sim-";

    /** A simulator that starts has made its lock file and locks it within this. */
    private static final Duration OLDEST_WITHOUT_LOCK = Duration.ofMinutes(1);

    /** A process that only opens its own lock file again loses the lock when it closes it. */
    private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final boolean kept;
    private final FileChannel lock;

    private SimDirectory(Path directory, boolean kept, FileChannel lock) {
        this.directory = directory;
        this.kept = kept;
        this.lock = lock;
    }

    /**
     * A directory that outlives the simulator; created if it does not exist.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be used, or another simulator uses
     *     it
     */
    public static SimDirectory in(Path directory) {
        return open(directory.toAbsolutePath().normalize(), true);
    }

    /** A directory that {@link #close} deletes; those of simulators that were killed go as well. */
    public static SimDirectory temporary() {
        Path parent = TemporaryFolder.path();
        removeAbandoned(parent, Instant.now());
        try {
            return open(Files.createTempDirectory(parent, TEMPORARY), false);
        } catch (IOException e) {
            throw SimProblems.directoryNotUsable("the temporary directory", e).exception(e);
        }
    }

    /** Removes what simulators left behind that were killed: nobody holds the lock of these. */
    static void removeAbandoned(Path parent, Instant now) {
        Instant latest = now.minus(OLDEST_WITHOUT_LOCK);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
            for (Path directory : found) {
                Path lock = directory.resolve("lock");
                if (!OF_THIS_PROCESS.contains(directory.toRealPath())
                        && Files.isWritable(lock)
                        && Files.getLastModifiedTime(lock).toInstant().isBefore(latest)
                        && isFree(lock)) {
                    DirectoryTrees.delete(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another simulator removes it too, or it is another user's: both do no harm.
        }
    }

    private static boolean isFree(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return locked(channel);
        }
    }

    private static SimDirectory open(Path directory, boolean kept) {
        try {
            Files.createDirectories(directory);
            FileChannel lock =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw SimProblems.directoryInUse(directory).exception();
            }
            OF_THIS_PROCESS.add(directory.toRealPath());
            return new SimDirectory(directory, kept, lock);
        } catch (IOException e) {
            throw SimProblems.directoryNotUsable(directory.toString(), e).exception(e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException otherInThisProcess) {
            return false;
        }
    }

    public Path directory() {
        return directory;
    }

    /** Whether it outlives the simulator. */
    boolean isKept() {
        return kept;
    }

    boolean contains(String folder) {
        return Files.exists(directory.resolve(folder));
    }

    /** The stored token; created on first use. */
    public String token() {
        Path file = directory.resolve("token");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            String token = SimSettings.newToken();
            AtomicFile.writePrivate(file, token + "\n");
            return token;
        } catch (IOException e) {
            throw SimProblems.directoryNotUsable(directory.toString(), e).exception(e);
        }
    }

    /** The stored world. */
    public Optional<World> load() {
        Path file = directory.resolve("world.json");
        try {
            return Files.exists(file)
                    ? Optional.of(Records.read(World.class, JsonText.parse(Files.readString(file))))
                    : Optional.empty();
        } catch (IOException | MalformedJson e) {
            throw SimProblems.worldNotReadable(file, e).exception(e);
        }
    }

    /** Stores the world atomically: a crash leaves either the new or the previous one. */
    public void save(World world) {
        if (!kept) {
            return;
        }
        try {
            AtomicFile.writePrivate(
                    directory.resolve("world.json"),
                    JsonText.print(Records.write(World.class, world)));
        } catch (IOException e) {
            throw SimProblems.directoryNotUsable(directory.toString(), e).exception(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (!kept) {
                DirectoryTrees.delete(directory);
            }
        } catch (IOException e) {
            // The system cleans up temporary directories that cannot be deleted.
        }
    }
}
