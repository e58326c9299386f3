package dev.flysnap.journal;

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
 * A file beside the journal that its process keeps locked as long as it lives. The kernel lets go
 * of it however the process ends, so others can tell, in another container or on another computer
 * that shares the directory too; a process id could be somebody else's by then.
 */
final class SignOfLife implements AutoCloseable {
    private static final String PREFIX = "alive-";

    /**
     * Of this process: on POSIX, opening and closing one's own file again would let go of its lock.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private SignOfLife(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static SignOfLife in(Path directory) {
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
            return new SignOfLife(file, channel);
        } catch (IOException e) {
            OWN.remove(file);
            throw JournalProblems.notWritable(file, String.valueOf(e)).exception(e);
        }
    }

    /** How others find it, and what people are told of its process. */
    String holder() {
        return "%s process %d on %s"
                .formatted(file.getFileName(), ProcessHandle.current().pid(), hostName());
    }

    /** What people are told of a holder. */
    static String words(String holder) {
        return holder.substring(holder.indexOf(' ') + 1);
    }

    /**
     * Whether the process of {@code holder} lives. Where that cannot be told, it does.
     *
     * @param holder what {@link #holder} said
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
            // It is unlocked all the same, and whoever looks next removes it.
        } finally {
            OWN.remove(file);
        }
    }
}
