package dev.flysnap.sqlite;

import dev.flysnap.file.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's own library, unpacked once for all processes of a user. The driver unpacks one for each
 * process, and who is killed leaves it behind.
 */
final class SqliteLibrary {
    private static final String NAME = System.mapLibraryName("sqlitejdbc");
    private static final int BUFFER = 64 * 1024;

    /**
     * Has the driver use it. Where that cannot be, or what lies there could be somebody else's, the
     * driver goes its own way.
     */
    static void prepare() {
        unpacked()
                .ifPresent(directory -> {
                    System.setProperty("org.sqlite.lib.path", directory.toString());
                    System.setProperty("org.sqlite.lib.name", NAME);
                });
    }

    private static Optional<Path> unpacked() {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            // bin/flysnap knows one of the build. To ask which system this is takes a process.
            return Optional.empty();
        }
        String resource =
                "/org/sqlite/native/%s/%s"
                        .formatted(OSInfo.getNativeLibFolderPathForCurrentOS(), NAME);
        if (SQLiteJDBCLoader.class.getResource(resource) == null) {
            return Optional.empty();
        }
        try {
            Path directory = ownDirectory();
            Path library = directory.resolve(NAME);
            if (!isSame(library, resource)) {
                unpack(resource, directory, library);
            }
            return Optional.of(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Nobody else can have put something into it. */
    private static Path ownDirectory() throws IOException {
        // A file of our own tells who we are, also where the user has no name.
        Path probe = Files.createTempFile(TemporaryFolder.path(), "flysnap-sqlite", "");
        try {
            Object owner = Files.getAttribute(probe, "unix:uid");
            Path directory =
                    probe.resolveSibling(
                            "flysnap-sqlite-%s-%s".formatted(SQLiteJDBCLoader.getVersion(), owner));
            try {
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // Of another run, if it is ours.
            }
            PosixFileAttributes found =
                    Files.readAttributes(
                            directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean isOurs =
                    found.isDirectory()
                            && PosixFilePermissions.toString(found.permissions())
                                    .equals("rwx------")
                            && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                                    .equals(owner);
            if (!isOurs) {
                throw new FileAlreadyExistsException(directory.toString());
            }
            return directory;
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean isSame(Path library, String resource) throws IOException {
        if (!Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream one = Files.newInputStream(library);
                InputStream other = resource(resource)) {
            byte[] some = one.readNBytes(BUFFER);
            while (Arrays.equals(some, other.readNBytes(BUFFER))) {
                if (some.length == 0) {
                    return true;
                }
                some = one.readNBytes(BUFFER);
            }
            return false;
        }
    }

    private static void unpack(String resource, Path directory, Path library) throws IOException {
        Path whole = Files.createTempFile(directory, "unpacking", "");
        try (InputStream in = resource(resource)) {
            Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(whole, library, StandardCopyOption.ATOMIC_MOVE);
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("no " + name);
        }
        return in;
    }

    private SqliteLibrary() {}
}
