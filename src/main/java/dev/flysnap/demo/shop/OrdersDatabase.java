package dev.flysnap.demo.shop;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens the database that orders are written to or read from. */
final class OrdersDatabase {
    /** A name that a user's own database does not have. */
    static final String TABLE = "flysnap_demo_orders";

    private static final int BUSY_TIMEOUT_MS = 5000;

    /** For the app: made when it is not there. */
    static Connection openForWriting(Path file, Synchronous synchronous) throws SQLException {
        Connection connection = open(file, new SQLiteConfig());
        try (Statement statement = connection.createStatement()) {
            // Refused while another process has a database without WAL open: the app does without.
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + synchronous);
            statement.execute(
                    """
                    CREATE TABLE IF NOT EXISTS %s (
                        number INTEGER PRIMARY KEY,
                        session TEXT NOT NULL,
                        placed_at_ms INTEGER NOT NULL,
                        item TEXT NOT NULL,
                        amount_cents INTEGER NOT NULL
                    )\
                    """
                            .formatted(TABLE));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** For counting: never made, never written by statements. SQLite may recover it. */
    static Connection openForReading(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = open(file, config);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static Connection open(Path file, SQLiteConfig config) throws SQLException {
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        // As a URI, because sqlite-jdbc takes what follows a "?" in a plain name for settings.
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
    }

    private OrdersDatabase() {}
}
