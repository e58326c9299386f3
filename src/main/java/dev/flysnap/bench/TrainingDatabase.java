package dev.flysnap.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database in WAL mode that an app has open, for an agent to be tried on. */
public final class TrainingDatabase implements AutoCloseable {
    private final Connection app;

    private TrainingDatabase(Connection app) {
        this.app = app;
    }

    public static TrainingDatabase create(Path file) {
        try {
            TrainingDatabase database =
                    new TrainingDatabase(DriverManager.getConnection("jdbc:sqlite:" + file));
            database.execute("PRAGMA journal_mode=wal");
            database.execute("CREATE TABLE training (row INTEGER)");
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Commits something. */
    public void write() {
        execute("INSERT INTO training VALUES (1)");
    }

    private void execute(String sql) {
        try (Statement statement = app.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            app.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
