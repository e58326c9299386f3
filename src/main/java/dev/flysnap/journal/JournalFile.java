package dev.flysnap.journal;

import dev.flysnap.file.TemporaryFolder;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The SQLite file below the {@link Journal}: its schema, and one connection that is never used by
 * two threads at once.
 */
final class JournalFile implements AutoCloseable {
    private static final String NAME = "journal.db";

    private final Connection connection;
    private final Path path;
    private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();

    /** A statement to execute, and its outcome; guarded by the lock of the file. */
    private static final class Write {
        private final String sql;
        private final Object[] parameters;
        private Optional<Supplier<Integer>> done = Optional.empty();

        Write(String sql, Object[] parameters) {
            this.sql = sql;
            this.parameters = parameters;
        }
    }

    private JournalFile(Connection connection, Path path) {
        this.connection = connection;
        this.path = path;
    }

    static JournalFile open(Path directory) {
        requireLibrary();
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
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
        try {
            JournalFile file = connected(path, path.toString());
            JournalSchema.prepare(file.connection, path);
            return file;
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }

    /**
     * What there is to read, without making or changing anything; empty where there is no journal.
     *
     * @param unread told why something of it cannot be read
     */
    static JournalFile openToLook(Path directory, Consumer<Problem> unread) {
        requireLibrary();
        Path path = directory.resolve(NAME);
        if (Files.notExists(path)) {
            return inMemory(path);
        }
        // A disk without room or the right to write leaves no way but the file as it is.
        for (String mode : List.of("mode=rw", "mode=ro", "immutable=1")) {
            try {
                JournalFile file =
                        connected(path, "file:%s?%s".formatted(path.toUri().getRawPath(), mode));
                JournalSchema.requireReadable(file.connection, path);
                if (mode.startsWith("immutable")
                        && Files.exists(directory.resolve(NAME + "-wal"))) {
                    unread.accept(JournalProblems.newestUnread(path));
                }
                return file;
            } catch (SQLException e) {
                // The next mode needs less.
            } catch (FlysnapException e) {
                unread.accept(e.problem());
                return inMemory(path);
            }
        }
        unread.accept(JournalProblems.unreadable(path));
        return inMemory(path);
    }

    /** Loads what the first journal would have to wait for. */
    static void prepare() {
        requireLibrary();
        inMemory(Path.of(NAME)).close();
    }

    /** SQLite's library is unpacked into a folder from which programs may be run, or not at all. */
    private static void requireLibrary() {
        boolean loaded;
        try {
            loaded = SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            loaded = false;
        }
        if (!loaded) {
            throw JournalProblems.libraryNotLoaded(TemporaryFolder.path().toString()).exception();
        }
    }

    private static JournalFile inMemory(Path path) {
        try {
            JournalFile file = connected(path, ":memory:");
            JournalSchema.prepare(file.connection, path);
            return file;
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }

    private static JournalFile connected(Path path, String name) throws SQLException {
        // DriverManager would first look for other drivers, in every library.
        return new JournalFile(JDBC.createConnection(JDBC.PREFIX + name, new Properties()), path);
    }

    /** A power loss could otherwise lose the new file's name, and those of its new parents. */
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
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }

    /**
     * Durable when it returns. Statements that several threads write at the same time become one
     * transaction, so that they wait for one sync and not for one each.
     */
    int write(String sql, Object... parameters) {
        Write mine = new Write(sql, parameters);
        if (isInTransaction()) {
            return execute(mine);
        }
        waiting.add(mine);
        synchronized (this) {
            if (mine.done.isEmpty()) {
                List<Write> batch = new ArrayList<>();
                for (Write next = waiting.poll(); next != null; next = waiting.poll()) {
                    batch.add(next);
                }
                commit(batch);
            }
        }
        return mine.done.orElseThrow().get();
    }

    /** Whether this thread is in the middle of {@link #atomically}. */
    private boolean isInTransaction() {
        return Thread.holdsLock(this);
    }

    private void commit(List<Write> batch) {
        if (batch.size() > 1) {
            try {
                List<Integer> counts = atomically(() -> batch.stream().map(this::execute).toList());
                for (int i = 0; i < batch.size(); i++) {
                    int count = counts.get(i);
                    batch.get(i).done = Optional.of(() -> count);
                }
                return;
            } catch (FlysnapException e) {
                // Rolled back: execute each by itself, so that only the faulty statement fails.
            }
        }
        for (Write write : batch) {
            write.done = Optional.of(outcome(write));
        }
    }

    private Supplier<Integer> outcome(Write write) {
        try {
            int count = execute(write);
            return () -> count;
        } catch (FlysnapException e) {
            return () -> {
                throw e;
            };
        }
    }

    private int execute(Write write) {
        try (PreparedStatement statement = prepared(write.sql, write.parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }

    /** Runs {@code work} in one transaction. */
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
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }

    /** On a full disk SQLite has rolled back by itself; the original error is what counts. */
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
            throw JournalProblems.notWritable(path, FailureText.of(e)).exception(e);
        }
    }
}
