package dev.flysnap.sqlite;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * A connection to a database that is there already. Never creates one. For one thread.
 *
 * <p>It runs with {@code synchronous=FULL}, so that a checkpoint on it syncs what it copied. SQLite
 * may read and roll back a hot journal when it opens, and the last connection of all to a WAL
 * database checkpoints when it closes: both are what the app's own connection would do.
 */
public final class Database implements AutoCloseable {
    /** How long opening waits for another connection's lock. */
    private static final Duration OPEN_WAIT = Duration.ofSeconds(2);

    static {
        SqliteLibrary.prepare();
    }

    private final Path file;
    private final FileIdentity identity;
    private final Connection connection;
    private final LockWait lockWait;
    private boolean isClosed;

    private Database(Path file, FileIdentity identity, Connection connection, LockWait lockWait) {
        this.file = file;
        this.identity = identity;
        this.connection = connection;
        this.lockWait = lockWait;
    }

    /** The version of the SQLite library in this process, such as {@code 3.51.3}. */
    public static String libraryVersion() {
        return LibraryVersion.VALUE;
    }

    /** Asked of the library itself, once. */
    private static final class LibraryVersion {
        static final String VALUE = ask();

        private static String ask() {
            try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
                    Statement statement = memory.createStatement();
                    ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
                return row.next() ? row.getString(1) : "unknown";
            } catch (SQLException e) {
                throw new IllegalStateException("SQLite's library cannot be used", e);
            }
        }
    }

    /**
     * @throws FlysnapException if nothing is there, or no SQLite database, or it stays locked
     */
    public static Database open(Path file) {
        return open(file, false);
    }

    /** Like {@link #open}, and changes nothing, not even by closing. */
    public static Database openReadOnly(Path file) {
        return open(file, true);
    }

    /**
     * Like {@link #open}, for checkpoints and locks, which go past the page cache: by itself SQLite
     * sets 20 pages aside for each connection.
     */
    public static Database openWithoutCache(Path file) {
        Database database = open(file);
        database.execute("PRAGMA cache_size = 4");
        // Gives back what was set aside at the opening.
        database.execute("PRAGMA shrink_memory");
        return database;
    }

    private static Database open(Path file, boolean readOnly) {
        if (!Files.isRegularFile(file)) {
            throw SqliteProblems.absent(file).exception();
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(0);
        FileIdentity identity = FileIdentity.of(file);
        SharedFiles.connecting(identity);
        Connection connection = null;
        boolean isOpen = false;
        try {
            // As a URI, so that a ? or % in the name is part of the name.
            connection = config.createConnection("jdbc:sqlite:" + file.toUri());
            LockWait lockWait = new LockWait(OPEN_WAIT);
            BusyHandler.setHandler(connection, lockWait);
            Database database = new Database(file, identity, connection, lockWait);
            database.execute("PRAGMA synchronous = FULL");
            database.number("SELECT count(*) FROM main.sqlite_schema");
            isOpen = true;
            return database;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw problem(file, OPEN_WAIT, e);
        } catch (FlysnapException e) {
            closeQuietly(connection);
            throw e;
        } finally {
            if (!isOpen) {
                SharedFiles.disconnected(identity);
            }
        }
    }

    public Path file() {
        return file;
    }

    /**
     * {@code wal} or, without a WAL, how this connection would write: other connections' rollback
     * modes cannot be seen.
     */
    public String journalMode() {
        return text("PRAGMA main.journal_mode");
    }

    public boolean isWal() {
        return journalMode().equals("wal");
    }

    /**
     * Copies the WAL into the database file, as far as readers and {@code mode} allow.
     *
     * @param busyTimeout how long it may wait, and keep writers waiting, in TRUNCATE mode
     */
    public CheckpointResult checkpoint(CheckpointMode mode, Duration busyTimeout) {
        try (LockWait.Limited _ = lockWait.limit(busyTimeout, () -> true);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("PRAGMA main.wal_checkpoint(" + mode + ")")) {
            if (!row.next()) {
                throw SqliteProblems.sql(file, "no answer to wal_checkpoint").exception();
            }
            return new CheckpointResult(row.getLong(1), row.getLong(2), row.getLong(3));
        } catch (SQLException e) {
            throw problem(file, busyTimeout, e);
        }
    }

    /** The facts as the newest commit left them. */
    public DatabaseFacts facts() {
        return new DatabaseFacts(
                number("PRAGMA main.page_size"),
                number("PRAGMA main.page_count"),
                number("PRAGMA main.user_version"),
                number("PRAGMA main.application_id"),
                number("PRAGMA main.schema_version"),
                schemaSha256());
    }

    /** Like {@link #facts()}, and reads the schema only when it changed after {@code earlier}. */
    public DatabaseFacts factsSince(DatabaseFacts earlier) {
        long schemaVersion = number("PRAGMA main.schema_version");
        return schemaVersion == earlier.schemaVersion()
                ? new DatabaseFacts(
                        number("PRAGMA main.page_size"),
                        number("PRAGMA main.page_count"),
                        number("PRAGMA main.user_version"),
                        number("PRAGMA main.application_id"),
                        schemaVersion,
                        earlier.schemaSha256())
                : facts();
    }

    /**
     * A number that is another one once another connection has committed: its change counter or, in
     * WAL mode, its index says so. Waits for nobody.
     */
    public long dataVersion() {
        try (LockWait.Limited _ = lockWait.limit(Duration.ZERO, () -> true)) {
            return number("PRAGMA main.data_version");
        }
    }

    private String schemaSha256() {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY sql COLLATE BINARY")) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            while (rows.next()) {
                hash.update(rows.getString(1).getBytes(StandardCharsets.UTF_8));
                hash.update((byte) '\n');
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (SQLException e) {
            throw problem(file, OPEN_WAIT, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Takes the write lock: from now on readers go on and writers get SQLITE_BUSY.
     *
     * @return false if another connection kept the lock for all of {@code wait}, or until nobody
     *     wanted it any more
     */
    public boolean beginImmediate(Duration wait, BooleanSupplier wanted) {
        try (LockWait.Limited _ = lockWait.limit(wait, wanted);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLException e) {
            if (primaryCode(e) == BUSY) {
                return false;
            }
            throw problem(file, wait, e);
        }
    }

    /**
     * Commits, or takes it back.
     *
     * @return false if readers kept it from the file for all of {@code wait}
     */
    public boolean commit(Duration wait) {
        try (LockWait.Limited _ = lockWait.limit(wait, () -> true);
                Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
            return true;
        } catch (SQLException e) {
            rollback();
            if (primaryCode(e) == BUSY) {
                return false;
            }
            throw problem(file, wait, e);
        }
    }

    public void rollback() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            throw problem(file, Duration.ZERO, e);
        }
    }

    /** Ends the statement that is under way, if any; called by any thread. */
    public void interrupt() {
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException e) {
            // Then it ends by itself.
        }
    }

    public Connection connection() {
        return connection;
    }

    /**
     * @throws FlysnapException if SQLite refuses it
     */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw problem(file, OPEN_WAIT, e);
        }
    }

    private String text(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw SqliteProblems.sql(file, "no answer to " + sql).exception();
            }
            return row.getString(1);
        } catch (SQLException e) {
            throw problem(file, OPEN_WAIT, e);
        }
    }

    private long number(String sql) {
        return Long.parseLong(text(sql));
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            connection.close();
        } catch (SQLException e) {
            throw problem(file, Duration.ZERO, e);
        } finally {
            SharedFiles.disconnected(identity);
        }
    }

    private static void closeQuietly(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // It could not be opened either; that is what the caller hears of.
        }
    }

    // SQLite's primary result codes: the low byte of the extended ones.
    private static final int ERROR = 1;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    private static int primaryCode(SQLException e) {
        return (e instanceof SQLiteException sqlite
                        ? sqlite.getResultCode().code
                        : e.getErrorCode())
                & 0xff;
    }

    private static final Pattern FROM_ITS_APP =
            Pattern.compile("no such (collation sequence|function|tokenizer)|unknown function");

    /** The index of a WAL, which SQLite makes first, is as large as this. */
    private static final long WAL_INDEX_BYTES = 32 << 10;

    /** The index of a WAL that cannot be made is an I/O error for SQLite, not a full disk. */
    private static boolean hasRoom(Path file) {
        try {
            return Files.getFileStore(FileIdentity.directoryOf(file)).getUsableSpace()
                    >= WAL_INDEX_BYTES;
        } catch (IOException e) {
            return true;
        }
    }

    /** Told by access(2), which opens nothing; the WAL has to be made beside it. */
    private static boolean isWritable(Path file) {
        return Files.isWritable(file) && Files.isWritable(FileIdentity.directoryOf(file));
    }

    public static FlysnapException problem(Path file, Duration waited, SQLException e) {
        return (switch (primaryCode(e)) {
                    case BUSY, LOCKED -> SqliteProblems.busy(file, waited);
                    case READ_ONLY -> SqliteProblems.readOnly(file);
                    case CANNOT_OPEN ->
                            isWritable(file)
                                    ? SqliteProblems.notOpened(file, FailureText.of(e))
                                    : SqliteProblems.readOnly(file);
                    case CORRUPT -> SqliteProblems.corrupt(file, FailureText.of(e));
                    case FULL -> SqliteProblems.full(file);
                    case IO_ERROR ->
                            hasRoom(file)
                                    ? SqliteProblems.sql(file, FailureText.of(e))
                                    : SqliteProblems.full(file);
                    case ERROR ->
                            FROM_ITS_APP.matcher(FailureText.of(e)).find()
                                    ? SqliteProblems.needsItsApp(FailureText.of(e))
                                    : SqliteProblems.sql(file, FailureText.of(e));
                    case NOT_A_DATABASE -> SqliteProblems.notADatabase(file);
                    default -> SqliteProblems.sql(file, FailureText.of(e));
                })
                .exception(e);
    }
}
