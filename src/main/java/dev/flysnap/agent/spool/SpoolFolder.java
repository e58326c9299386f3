package dev.flysnap.agent.spool;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.flysnap.contract.spool.SpoolFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder and its files. One agent has it at a time; nobody but its user and root see into it.
 */
final class SpoolFolder implements AutoCloseable {
    /** A caller takes its answer within half a minute, or was killed. */
    private static final Duration ABANDONED = Duration.ofSeconds(60);

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lockFile;

    private SpoolFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder, and empties it of what an earlier agent had begun.
     *
     * @throws IOException if it cannot be made, is not ours, or another agent has it
     */
    static SpoolFolder open(Path path) throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            // Of an agent that was killed, or somebody else's.
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no folder");
        }
        if (!unix(path, "uid").equals(unix(Path.of("/proc/self"), "uid"))) {
            throw new IOException(path + " belongs to another user");
        }
        Files.setPosixFilePermissions(path, PRIVATE);
        FileChannel lockFile =
                FileChannel.open(path.resolve(SpoolFiles.LOCK), Set.of(READ, WRITE, CREATE));
        try {
            Optional<FileLock> lock = Optional.ofNullable(lockFile.tryLock());
            if (lock.isEmpty()) {
                throw new IOException("another agent uses " + path);
            }
            SpoolFolder folder = new SpoolFolder(path, lockFile);
            folder.begin();
            return folder;
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("another agent uses " + path, e);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static Object unix(Path path, String attribute) throws IOException {
        return Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /** What had been begun is not: its caller sees that by what is missing. */
    private void begin() throws IOException {
        for (Path file : files()) {
            if (!isRequest(file) && !file.getFileName().toString().endsWith(SpoolFiles.NEW)) {
                Files.deleteIfExists(file);
            }
        }
        // Last: who finds it may use the folder.
        Path pid = path.resolve(SpoolFiles.PID);
        Path whole = path.resolve(SpoolFiles.PID + SpoolFiles.PART);
        Files.deleteIfExists(whole);
        Files.writeString(whole, ProcessHandle.current().pid() + "\n", CREATE_NEW, WRITE);
        move(whole, pid);
    }

    Path path() {
        return path;
    }

    /** Requests that wait. */
    List<Path> requests() throws IOException {
        return files().stream().filter(SpoolFolder::isRequest).toList();
    }

    private static boolean isRequest(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SpoolFiles.REQUEST)
                && SpoolFiles.ID
                        .matcher(name.substring(0, name.length() - SpoolFiles.REQUEST.length()))
                        .matches();
    }

    static String idOf(Path request) {
        return request.getFileName().toString().split("\\.", 2)[0];
    }

    /** All but its own two. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(it -> !it.endsWith(SpoolFiles.PID) && !it.endsWith(SpoolFiles.LOCK))
                    .toList();
        }
    }

    /**
     * Takes a request, once.
     *
     * @return its bytes, at most one more than a request may have; empty if its caller has gone
     */
    Optional<byte[]> claim(String id) throws IOException {
        try {
            move(path.resolve(id + SpoolFiles.REQUEST), path.resolve(id + SpoolFiles.RUNNING));
            try (InputStream in =
                    Files.newInputStream(
                            path.resolve(id + SpoolFiles.RUNNING), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(in.readNBytes(SpoolFiles.MAX_REQUEST_BYTES + 1));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Lets the caller have its answer. Where there is no room for it, it gets {@code without},
     * which takes the place of its request.
     *
     * @param without shorter than any request
     */
    void answer(String id, byte[] answer, byte[] without) throws IOException {
        Path running = path.resolve(id + SpoolFiles.RUNNING);
        Path part = path.resolve(id + SpoolFiles.PART);
        Path whole = path.resolve(id + SpoolFiles.ANSWER);
        if (!Files.exists(running, LinkOption.NOFOLLOW_LINKS)) {
            // Nobody waits for it any more.
            return;
        }
        try {
            Files.write(part, answer, CREATE_NEW, WRITE);
        } catch (IOException full) {
            Files.deleteIfExists(part);
            replace(running, without);
            move(running, whole);
            return;
        }
        move(part, whole);
        Files.deleteIfExists(running);
    }

    /** In the blocks that the file has: no other ones are needed. */
    private static void replace(Path file, byte[] with) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.wrap(with);
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes);
            }
            channel.truncate(with.length);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes what callers that were killed have left.
     *
     * @param atWork ids whose requests are being answered
     * @return whether anything of a caller is still there
     */
    boolean sweep(Set<String> atWork) throws IOException {
        Instant old = Instant.now().minus(ABANDONED);
        List<Path> left = new ArrayList<>();
        for (Path file : files()) {
            try {
                if (!atWork.contains(idOf(file))
                        && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .isBefore(old)) {
                    Files.deleteIfExists(file);
                } else {
                    left.add(file);
                }
            } catch (NoSuchFileException e) {
                // Its caller took it.
            }
        }
        return !left.isEmpty();
    }

    /** Leaves nothing: who waits sees that the agent has ended. */
    @Override
    public void close() {
        try (FileChannel _ = lockFile) {
            Files.deleteIfExists(path.resolve(SpoolFiles.PID));
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path.resolve(SpoolFiles.LOCK));
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next agent empties it.
        }
    }
}
