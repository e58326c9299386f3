package dev.flysnap.storage.directory;

import dev.flysnap.file.FolderSync;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Objects as files that only their owner can read; a version is the SHA-256 of the content. Writers
 * go one after the other by the system's lock on a file, which dies with its process.
 */
public final class DirectoryObjects implements ConditionalObjects {
    private static final String LOCK = ".lock";
    private static final String DRAFT = ".draft-";

    /** The system's locks are between processes, not within one. */
    private static final Object WITHIN_PROCESS = new Object();

    private final Path directory;

    /**
     * @param directory made at the first write, but not what it lies in
     */
    public DirectoryObjects(Path directory) {
        this.directory = directory;
    }

    @Override
    public String where() {
        return directory + "/";
    }

    @Override
    public List<ListedObject> list(String from) {
        int slash = from.lastIndexOf('/') + 1;
        String folder = from.substring(0, slash);
        requireDirectory();
        List<ListedObject> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            for (Path file : files.toList()) {
                String name = folder + file.getFileName();
                if (name.startsWith(from)
                        && !String.valueOf(file.getFileName()).startsWith(".")
                        && Files.isRegularFile(file)) {
                    readIfThere(file)
                            .ifPresent(bytes ->
                                    objects.add(
                                            new ListedObject(
                                                    name,
                                                    version(bytes),
                                                    bytes.length,
                                                    modifiedAt(file))));
                }
            }
        } catch (NoSuchFileException e) {
            // No folder, no objects.
        } catch (IOException e) {
            throw unusable(e);
        }
        objects.sort(Comparator.comparing(ListedObject::name));
        return List.copyOf(objects);
    }

    /** A disk that is not mounted is no empty store. */
    private void requireDirectory() {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw unusable(new NoSuchFileException(parent.toString()));
        }
    }

    @Override
    public Optional<SmallObject> read(String name) {
        Path file = directory.resolve(name);
        try {
            return readIfThere(file)
                    .map(bytes ->
                            new SmallObject(
                                    bytes,
                                    version(bytes),
                                    Duration.between(modifiedAt(file), Instant.now())));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Optional<byte[]> readIfThere(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Instant modifiedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.now();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public Optional<String> put(String name, byte[] bytes, Condition condition) {
        Path file = directory.resolve(name);
        try {
            requireDirectory();
            create(file.resolveSibling("").toAbsolutePath());
            synchronized (WITHIN_PROCESS) {
                try (FileChannel channel =
                                FileChannel.open(
                                        directory.resolve(LOCK),
                                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                        permissions("rw-------"));
                        FileLock _ = channel.lock()) {
                    return isMet(file, condition)
                            ? Optional.of(write(file, bytes))
                            : Optional.empty();
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean isMet(Path file, Condition condition) throws IOException {
        Optional<String> there = readIfThere(file).map(DirectoryObjects::version);
        return switch (condition) {
            case Condition.Absent() -> there.isEmpty();
            case Condition.Version(String version) -> there.equals(Optional.of(version));
        };
    }

    private static String write(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling(DRAFT + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            draft,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            permissions("rw-------"))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    int _ = channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            FolderSync.sync(file.resolveSibling("."));
            return version(bytes);
        } finally {
            boolean _ = Files.deleteIfExists(draft);
        }
    }

    /** On the device, as what lies in it has to be. */
    private static void create(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null || Files.isDirectory(folder)) {
            return;
        }
        create(parent);
        try {
            Files.createDirectory(folder, permissions("rwx------"));
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker.
        }
        FolderSync.sync(parent);
    }

    @Override
    public void delete(String name) {
        try {
            boolean _ = Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static String version(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private FlysnapException unusable(IOException e) {
        return new Problem(
                        "store-unusable",
                        ExitCode.FAILED,
                        "The store %s cannot be used.".formatted(where()),
                        "The system says: %s".formatted(FailureText.of(e)),
                        "Look at the directory, its permissions and its disk")
                .exception(e);
    }
}
