package dev.flysnap.sqlite.copy;

import dev.flysnap.sqlite.Database;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * {@code VACUUM INTO}, of a source in WAL mode without a sync: a copy that is only read out need
 * not wait for a slow disk.
 */
final class VacuumCopy {
    /**
     * What it reads and writes is used once: more would only drive it out of a processor's cache.
     */
    private static final String CACHE = "PRAGMA main.cache_size = -512";

    private static final String NO_SYNC = "PRAGMA main.synchronous = OFF";

    /**
     * In time, and not in SQLite's instructions: a few of them copy a row, which may have a
     * gigabyte.
     */
    private static final Duration LOOK = Duration.ofMillis(10);

    /**
     * @param target an empty file
     * @throws IOException if it is cancelled
     */
    static void write(Database source, Path target, long expectedBytes, CopyProgress progress)
            throws SQLException, IOException {
        progress.copied(0, expectedBytes);
        requireWanted(progress);
        try (Statement settings = source.connection().createStatement();
                PreparedStatement vacuum =
                        source.connection().prepareStatement("VACUUM main INTO ?")) {
            settings.execute(CACHE);
            // The source may be checkpointed when it is closed.
            Setting usual = () -> settings.execute("PRAGMA main.synchronous = FULL");
            try (usual;
                    Watch _ =
                            Watch.begin(
                                    LOOK, () -> look(source, target, expectedBytes, progress))) {
                if (source.isWal()) {
                    // Without one the same statement may have to play a journal back.
                    settings.execute(NO_SYNC);
                }
                vacuum.setString(1, target.toString());
                vacuum.execute();
            }
        }
        requireWanted(progress);
        if (source.isWal()) {
            restoreWalMode(target);
        }
    }

    private static void requireWanted(CopyProgress progress) throws InterruptedIOException {
        if (progress.isCancelled()) {
            throw new InterruptedIOException("nobody asks for it any more");
        }
    }

    private static boolean look(
            Database source, Path target, long expectedBytes, CopyProgress progress) {
        long done = sizeOf(target);
        progress.copied(done, Math.max(done, expectedBytes));
        if (progress.isCancelled()) {
            source.interrupt();
        }
        return true;
    }

    /** Put back in the end. */
    private interface Setting extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** The copy has a rollback journal: without this the app would run in another mode. */
    private static void restoreWalMode(Path target) throws SQLException {
        try (Database copy = Database.open(target);
                Statement statement = copy.connection().createStatement()) {
            statement.execute(NO_SYNC);
            statement.execute("PRAGMA main.journal_mode = WAL");
        }
    }

    /** By stat(2): SQLite has it open. */
    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private VacuumCopy() {}
}
