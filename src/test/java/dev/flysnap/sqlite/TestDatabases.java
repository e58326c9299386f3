package dev.flysnap.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Databases for tests, made and looked at with the plain driver. */
public final class TestDatabases {

    /** An empty table of orders, in the given journal mode. */
    public static Path orders(Path file, String journalMode) throws SQLException {
        sql(file, "PRAGMA journal_mode = " + journalMode, WriterMain.TABLE);
        return file;
    }

    public static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static String ask(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** A connection that keeps the database in use, so that its WAL is not removed. */
    public static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /**
     * Copies by a process of its own: this one holds locks, and closing a file of its own opening
     * would drop them.
     */
    public static Path copy(Path file, Path into) throws IOException {
        Path copy = Files.createDirectories(into).resolve(file.getFileName());
        try {
            assertEquals(
                    0,
                    new ProcessBuilder("cp", file.toString(), copy.toString())
                            .inheritIO()
                            .start()
                            .waitFor());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return copy;
    }

    private TestDatabases() {}
}
