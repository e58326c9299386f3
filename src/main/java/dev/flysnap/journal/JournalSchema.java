package dev.flysnap.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of the {@link JournalFile} and the settings of a connection to it. */
final class JournalSchema {
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

    /**
     * Creates the schema, or migrates an older one.
     *
     * @throws dev.flysnap.problem.FlysnapException if a newer flysnap wrote it
     */
    static void prepare(Connection connection, Path path) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            int version = version(statement);
            requireNotNewer(connection, path, version);
            statement.execute("PRAGMA journal_mode = WAL");
            // An intent must be durable before its step: a WAL is synced at each commit only in
            // FULL.
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            if (version < SCHEMA_VERSION) {
                statement.execute("BEGIN IMMEDIATE");
                // Another process may just have migrated it, perhaps to a newer version.
                int now = version(statement);
                requireNotNewer(connection, path, now);
                for (int next = now; next < SCHEMA_VERSION; next++) {
                    for (String sql : SCHEMA.get(next)) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
                statement.execute("COMMIT");
            }
        }
    }

    private static void requireNotNewer(Connection connection, Path path, int version)
            throws SQLException {
        if (version > SCHEMA_VERSION) {
            connection.close();
            throw JournalProblems.newerSchema(path, version, SCHEMA_VERSION).exception();
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private JournalSchema() {}
}
