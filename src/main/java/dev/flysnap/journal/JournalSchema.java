package dev.flysnap.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of the {@link JournalFile} and the settings of a connection to it. */
final class JournalSchema {
    /** Earlier versions were never released; a file of those is refused, not converted. */
    private static final int SCHEMA_VERSION = 8;

    private static final int BUSY_TIMEOUT_MS = 5000;

    /** {@code api} is an {@link ApiIdentity}; {@code org} is empty where it is not known. */
    private static final List<String> SCHEMA =
            List.of(
                    """
                    CREATE TABLE run(
                        id TEXT PRIMARY KEY, api TEXT NOT NULL, org TEXT NOT NULL, kind TEXT NOT NULL,
                        app TEXT NOT NULL, started_at TEXT NOT NULL, plan TEXT NOT NULL, parent TEXT) STRICT\
                    """,
                    "CREATE INDEX run_by_parent ON run(parent) WHERE parent IS NOT NULL",
                    """
                    CREATE TABLE event(
                        id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES run(id),
                        at TEXT NOT NULL, body TEXT NOT NULL) STRICT\
                    """,
                    "CREATE INDEX event_by_run ON event(run, id)",
                    """
                    CREATE TABLE snapshot(
                        api TEXT NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, app TEXT NOT NULL,
                        volume TEXT NOT NULL, run TEXT NOT NULL, taken_at TEXT NOT NULL, body TEXT NOT NULL,
                        PRIMARY KEY(api, id)) STRICT\
                    """,
                    "CREATE INDEX snapshot_by_app ON snapshot(app, taken_at)",
                    """
                    CREATE TABLE snapshot_check(
                        api TEXT NOT NULL, snapshot TEXT NOT NULL, run TEXT NOT NULL, body TEXT NOT NULL,
                        PRIMARY KEY(api, snapshot, run)) STRICT\
                    """,
                    """
                    CREATE TABLE copy(
                        run TEXT PRIMARY KEY, manifest TEXT NOT NULL, app TEXT NOT NULL,
                        store TEXT NOT NULL, elsewhere INTEGER NOT NULL) STRICT\
                    """,
                    """
                    CREATE TABLE lock(
                        api TEXT NOT NULL, org TEXT NOT NULL, key TEXT NOT NULL, run TEXT NOT NULL,
                        holder TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY(api, org, key)) STRICT\
                    """,
                    // Which state directory this is, for a store that several share.
                    "CREATE TABLE identity(id TEXT PRIMARY KEY) STRICT",
                    "INSERT INTO identity VALUES (lower(hex(randomblob(16))))",
                    // The version of a run that the store has, as far as is known here.
                    """
                    CREATE TABLE shared(
                        run TEXT PRIMARY KEY, store TEXT NOT NULL, version TEXT NOT NULL) STRICT\
                    """,
                    // In the transaction of what it is about: no death in between loses it.
                    "CREATE TABLE unsent(run TEXT PRIMARY KEY, changes INTEGER NOT NULL) STRICT",
                    unsent("run", "INSERT", "id"),
                    unsent("event", "INSERT", "run"),
                    unsent("snapshot", "INSERT", "run"),
                    unsent("copy", "INSERT", "run"),
                    unsent("snapshot_check", "INSERT", "run"),
                    unsent("snapshot_check", "UPDATE", "run"));

    private static String unsent(String table, String change, String column) {
        return """
        CREATE TRIGGER unsent_%1$s_%2$s AFTER %2$s ON %1$s BEGIN
            INSERT INTO unsent(run, changes) VALUES (new.%3$s, 1)
                ON CONFLICT(run) DO UPDATE SET changes = changes + 1;
        END\
        """
                .formatted(table, change, column);
    }

    /**
     * Creates the schema in a new file.
     *
     * @throws dev.flysnap.problem.FlysnapException if another version of flysnap wrote the file
     */
    static void prepare(Connection connection, Path path) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            int version = version(statement);
            requireOurs(connection, path, version);
            statement.execute("PRAGMA journal_mode = WAL");
            // An intent must be durable before its step: a WAL is synced at each commit only in
            // FULL.
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            if (version == 0) {
                statement.execute("BEGIN IMMEDIATE");
                // Another process may just have created it.
                int now = version(statement);
                requireOurs(connection, path, now);
                if (now == 0) {
                    for (String sql : SCHEMA) {
                        statement.execute(sql);
                    }
                    statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
                }
                statement.execute("COMMIT");
            }
        }
    }

    /**
     * Reads once, so that what cannot be read is known now.
     *
     * @throws dev.flysnap.problem.FlysnapException if another version of flysnap wrote the file
     */
    static void requireReadable(Connection connection, Path path) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            requireOurs(connection, path, version(statement));
            statement.executeQuery("SELECT count(*) FROM run").close();
        }
    }

    private static void requireOurs(Connection connection, Path path, int version)
            throws SQLException {
        if (version != 0 && version != SCHEMA_VERSION) {
            connection.close();
            throw (version > SCHEMA_VERSION
                            ? JournalProblems.newerSchema(path, version, SCHEMA_VERSION)
                            : JournalProblems.olderSchema(path, version, SCHEMA_VERSION))
                    .exception();
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private JournalSchema() {}
}
