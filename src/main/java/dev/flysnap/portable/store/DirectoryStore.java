package dev.flysnap.portable.store;

import dev.flysnap.file.DiskWriter;
import dev.flysnap.file.ExitCleanup;
import dev.flysnap.file.FolderSync;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A directory. Its copies are files that only their owner can read. */
public final class DirectoryStore implements CopyStore {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final String address;

    private DirectoryStore(Path directory) {
        this.directory = directory;
        this.address = directory + "/";
    }

    /**
     * @throws FlysnapException if there is no such directory
     */
    public static DirectoryStore open(Path directory) {
        DirectoryStore store = new DirectoryStore(directory);
        if (!Files.isDirectory(directory)) {
            throw StoreProblems.absent(store.address).exception();
        }
        return store;
    }

    /**
     * Makes it where it is missing, but not what it lies in: that may be a disk that is not
     * mounted.
     */
    public static DirectoryStore openOrCreate(Path directory) {
        if (!Files.exists(directory)) {
            try {
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
                FolderSync.sync(parentOf(directory));
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker.
            } catch (NoSuchFileException e) {
                throw StoreProblems.absent(directory + "/").exception(e);
            } catch (IOException e) {
                throw StoreProblems.unusable(directory + "/", FailureText.of(e)).exception(e);
            }
        }
        return open(directory);
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(directory);
    }

    @Override
    public List<StoredObject> list() {
        return files(false);
    }

    @Override
    public List<StoredObject> drafts() {
        return files(true);
    }

    /** What the name says, or for a draft the name that it would have got. */
    private List<StoredObject> files(boolean drafts) {
        List<StoredObject> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(ObjectName.DRAFT) == drafts) {
                    objectAt(file, drafts ? name.substring(1) : name).ifPresent(objects::add);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        objects.sort(Comparator.comparing(StoredObject::name));
        return List.copyOf(objects);
    }

    private static Optional<StoredObject> objectAt(Path file, String name) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(
                            new StoredObject(
                                    new ObjectName(name),
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            // Another process deleted it meanwhile.
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            // No name of ours.
            return Optional.empty();
        }
    }

    @Override
    public boolean has(ObjectName name) {
        return Files.exists(directory.resolve(name.value()), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Draft create(ObjectName name) {
        Path file =
                directory.resolve("%s%08x-%s".formatted(ObjectName.DRAFT, RANDOM.nextInt(), name));
        ExitCleanup cleanup = ExitCleanup.of(file);
        try {
            FileChannel channel =
                    cleanup.make(() ->
                            FileChannel.open(
                                    file,
                                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rw-------"))));
            return new FileDraft(name, file, channel, cleanup);
        } catch (IOException e) {
            cleanup.close();
            throw unusable(e);
        }
    }

    @Override
    public boolean takeOver(Path file, ObjectName name) {
        Path target = directory.resolve(name.value());
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            throw StoreProblems.taken(address, name).exception(e);
        } catch (IOException | UnsupportedOperationException e) {
            // Another disk, or one without links.
            return false;
        }
        syncOrDelete(target);
        return true;
    }

    /** What got its name, and may lose it in a power cut, is no object. */
    private void syncOrDelete(Path target) {
        try {
            FolderSync.sync(directory);
        } catch (IOException e) {
            ExitCleanup.of(target).close();
            throw unusable(e);
        }
    }

    @Override
    public InputStream open(ObjectName name) {
        try {
            return Files.newInputStream(directory.resolve(name.value()));
        } catch (NoSuchFileException e) {
            throw StoreProblems.noObject(address, name).exception(e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public void delete(ObjectName name) {
        delete(directory.resolve(name.value()));
    }

    @Override
    public void deleteDraft(StoredObject draft) {
        delete(directory.resolve("." + draft.name()));
    }

    private void delete(Path file) {
        try {
            boolean _ = Files.deleteIfExists(file);
            FolderSync.sync(directory);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private FlysnapException unusable(IOException e) {
        return StoreProblems.unusable(address, FailureText.of(e)).exception(e);
    }

    private final class FileDraft implements Draft {
        private final ObjectName name;
        private final Path file;
        private final FileChannel channel;
        private final DiskWriter stream;
        private final ExitCleanup cleanup;

        FileDraft(ObjectName name, Path file, FileChannel channel, ExitCleanup cleanup) {
            this.name = name;
            this.file = file;
            this.channel = channel;
            this.stream = new DiskWriter(channel, file);
            this.cleanup = cleanup;
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public void commit() {
            Path target = directory.resolve(name.value());
            try {
                stream.finish();
                channel.force(true);
                channel.close();
                putInPlace(target);
            } catch (FileAlreadyExistsException e) {
                throw StoreProblems.taken(address, name).exception(e);
            } catch (IOException e) {
                throw unusable(e);
            }
            syncOrDelete(target);
        }

        /** A link never replaces a file; where there are none (FAT), a look before has to do. */
        private void putInPlace(Path target) throws IOException {
            try {
                Files.createLink(target, file);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(target.toString());
                }
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }

        @Override
        public void close() {
            try (channel) {
                stream.close();
            } catch (IOException e) {
                // It is deleted now.
            }
            cleanup.close();
        }
    }
}
