package dev.flysnap.sim;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.sim.disk.copy.DirectoryTrees;
import dev.flysnap.sim.world.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The directory of a simulator: its world and token (readable by the owner only), its volumes, and
 * a directory for each machine. A lock file allows one simulator at a time.
 */
public final class SimDirectory implements AutoCloseable {
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

    /** A directory that {@link #close} deletes. */
    public static SimDirectory temporary() {
        try {
            return open(Files.createTempDirectory("flysnap-sim-"), false);
        } catch (IOException e) {
            throw SimProblems.directoryNotUsable("the temporary directory", e).exception(e);
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
