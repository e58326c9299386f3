package dev.flysnap.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The SQLite file below the {@link Journal}: its schema, and one connection that is never used by
 * two threads at once.
 */
final class JournalFile implements AutoCloseable {
    private static final String NAME = "journal.db";
    private static final int SCHEMA_VERSION = 2;
    private static final int BUSY_TIMEOUT_MS = 5000;

    /** What each version added to the one before. */
    private static final List<List<String>> SCHEMA =
            List.of(
                    List.of(
                    """
                    CREATE TABLE IF NOT EXISTS run(
                        id TEXT PRIMARY KEY, kind TEXT NOT NULL, app TEXT NOT NULL,
                        started_at TEXT NOT NULL, plan TEXT NOT NULL) STRICT\
                    """,
                    """
                    CREATE TABLE IF NOT EXISTS event(
                        id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES run(id),
                        at TEXT NOT NULL, body TEXT NOT NULL) STRICT\
                    """,
                    "CREATE INDEX IF NOT EXISTS event_by_run ON event(run, id)",
                    """
                    CREATE TABLE IF NOT EXISTS snapshot(
                        id TEXT PRIMARY KEY, app TEXT NOT NULL, volume TEXT NOT NULL, run TEXT NOT NULL,
                        taken_at TEXT NOT NULL, body TEXT NOT NULL) STRICT\
                    """,
                    """
                    CREATE TABLE IF NOT EXISTS lock(
                        key TEXT PRIMARY KEY, run TEXT NOT NULL, holder TEXT NOT NULL, since TEXT NOT NULL) STRICT\
                    """),
                    List.of(
                            "ALTER TABLE run ADD COLUMN parent TEXT",
                            "CREATE INDEX run_by_parent ON run(parent) WHERE parent IS NOT NULL"));

    private final Connection connection;
    private final Path path;

    private JournalFile(Connection connection, Path path) {
        this.connection = connection;
        this.path = path;
    }

    static JournalFile open(Path directory) {
        Path path = directory.resolve(NAME);
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            if (!Files.exists(path)) {
                Files.createFile(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                sync(directory);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // Another flysnap made it a moment ago; or a file stands where the directory should be,
            // said below.
        } catch (IOException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e)).exception(e);
        }
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
            JournalFile file = new JournalFile(connection, path);
            file.prepare();
            return file;
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e.getMessage())).exception(e);
        }
    }

    /** Else a power loss could take the new file's name, and the names above it, away again. */
    private static void sync(Path directory) throws IOException {
        for (Path it = directory.toAbsolutePath(); it != null; it = it.getParent()) {
            if (!Files.isReadable(it)) {
                return;
            }
            try (FileChannel folder = FileChannel.open(it, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            int version = version(statement);
            if (version > SCHEMA_VERSION) {
                connection.close();
                throw JournalProblems.newerSchema(path, version, SCHEMA_VERSION).exception();
            }
            statement.execute("PRAGMA journal_mode = WAL");
            // What is announced must be on the device before it is done: a WAL is synced at each
            // commit only in FULL.
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            if (version < SCHEMA_VERSION) {
                statement.execute("BEGIN IMMEDIATE");
                // Another flysnap may just have done it.
                for (int next = version(statement); next < SCHEMA_VERSION; next++) {
                    for (String sql : SCHEMA.get(next)) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
                statement.execute("COMMIT");
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** One row of an answer; columns count from 1. */
    record Row(List<String> columns) {
        String text(int column) {
            return columns.get(column - 1);
        }

        /** Empty where it is NULL. */
        Optional<String> optional(int column) {
            return Optional.of(text(column)).filter(it -> !it.isEmpty());
        }
    }

    synchronized <T> List<T> read(String sql, Function<Row, T> made, Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> texts = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    texts.add(Objects.requireNonNullElse(rows.getString(i), ""));
                }
                found.add(made.apply(new Row(texts)));
            }
            return found;
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e.getMessage())).exception(e);
        }
    }

    synchronized int write(String sql, Object... parameters) {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e.getMessage())).exception(e);
        }
    }

    /** Does several things as one; nobody else writes meanwhile. */
    synchronized <T> T atomically(Supplier<T> work) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                T result = work.get();
                statement.execute("COMMIT");
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(statement);
                }
            }
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e.getMessage())).exception(e);
        }
    }

    /** On a full disk SQLite has done so by itself; what went wrong before is what counts. */
    private static void rollBack(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // Nothing is left to roll back.
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, String.valueOf(e.getMessage())).exception(e);
        }
    }
}
