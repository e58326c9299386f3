package dev.flysnap.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's library, unpacked once for all processes of the tests: each would unpack one of its own
 * into the temporary directory, and who is killed leaves it there.
 */
final class NativeLibrary {
    private static final String NAME = System.mapLibraryName("sqlitejdbc");
    private static final Path DIRECTORY = unpacked();

    /** What has java use it. */
    static List<String> options() {
        return List.of("-Dorg.sqlite.lib.path=" + DIRECTORY, "-Dorg.sqlite.lib.name=" + NAME);
    }

    private static Path unpacked() {
        Path directory =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "flysnap-tests-sqlite-" + SQLiteJDBCLoader.getVersion());
        String resource =
                "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + NAME;
        try (InputStream in =
                Objects.requireNonNull(SQLiteJDBCLoader.class.getResourceAsStream(resource))) {
            Files.createDirectories(directory);
            Path whole = Files.createTempFile(directory, "unpacking", "");
            Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
            Files.move(whole, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NativeLibrary() {}
}
