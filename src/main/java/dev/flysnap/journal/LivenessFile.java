package dev.flysnap.journal;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file beside the journal that its process keeps locked as long as it lives. The kernel releases
 * the lock however the process ends, so other processes can tell, also in another container or on
 * another computer that shares the directory. A process id could have been reused by then.
 */
final class LivenessFile implements AutoCloseable {
    private static final String PREFIX = "alive-";

    /**
     * The files of this process: on POSIX, opening and closing one of them again would release its
     * lock.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private LivenessFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LivenessFile in(Path directory) {
        Path file = directory.toAbsolutePath().resolve(PREFIX + UUID.randomUUID());
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            OWN.add(file);
            FileLock _ = channel.lock();
            return new LivenessFile(file, channel);
        } catch (IOException e) {
            OWN.remove(file);
            throw JournalProblems.notWritable(file, FailureText.of(e)).exception(e);
        }
    }

    /** The file's name for other processes, followed by a description of this process. */
    String holder() {
        return "%s process %d on %s"
                .formatted(file.getFileName(), ProcessHandle.current().pid(), hostName());
    }

    /** The description in {@code holder}, for messages. */
    static String describe(String holder) {
        return holder.substring(holder.indexOf(' ') + 1);
    }

    /**
     * Whether the process of {@code holder} lives; true where that is unknown.
     *
     * @param holder what {@link #holder} returned
     */
    static boolean isAlive(Path directory, String holder) {
        Path file = directory.toAbsolutePath().resolve(holder.split(" ", 2)[0]);
        if (OWN.contains(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return true;
            }
            Files.deleteIfExists(file);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is unlocked all the same, and the next process to check it deletes it.
        } finally {
            OWN.remove(file);
        }
    }
}
