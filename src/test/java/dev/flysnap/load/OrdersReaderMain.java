package dev.flysnap.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that reads: {@code DATABASE WISH STATE}. Two connections read again and again; a third
 * has one read transaction that stays open for as long as the file WISH is there; STATE is there
 * meanwhile.
 */
final class OrdersReaderMain {
    /** With a read always under way no checkpoint would ever let the WAL begin anew. */
    private static final long BETWEEN_READS_NANOS = 20_000_000;

    private static final long PAUSE_NANOS = 2_000_000;

    private interface Reading {
        void once(Statement statement) throws Exception;
    }

    public static void main(String[] arguments) {
        Path database = Path.of(arguments[0]);
        Path wish = Path.of(arguments[1]);
        Path state = Path.of(arguments[2]);
        for (int reader = 0; reader < 2; reader++) {
            again(database, BETWEEN_READS_NANOS, OrdersReaderMain::read);
        }
        again(
                database,
                PAUSE_NANOS,
                statement -> {
                    if (Files.exists(wish)) {
                        stayOpen(statement, wish, state);
                    }
                });
    }

    private static void again(Path database, long pauseNanos, Reading reading) {
        Thread.ofPlatform()
                .start(() -> {
                    try (Connection connection =
                                    DriverManager.getConnection("jdbc:sqlite:" + database);
                            Statement statement = connection.createStatement()) {
                        statement.execute("PRAGMA busy_timeout = 60000");
                        while (true) {
                            reading.once(statement);
                            LockSupport.parkNanos(pauseNanos);
                        }
                    } catch (Exception e) {
                        e.printStackTrace();
                        System.exit(3);
                    }
                });
    }

    private static void stayOpen(Statement statement, Path wish, Path state) throws Exception {
        statement.execute("BEGIN");
        read(statement);
        Files.createFile(state);
        while (Files.exists(wish)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        statement.execute("ROLLBACK");
        Files.delete(state);
    }

    private static void read(Statement statement) throws SQLException {
        statement.executeQuery("SELECT count(*), max(number) FROM orders WHERE id < 1000").close();
    }

    private OrdersReaderMain() {}
}
